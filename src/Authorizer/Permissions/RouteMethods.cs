using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>
/// The methods that <c>*</c> stands for in a policy. The policy must list them, because an IAM <c>*</c> in place of the method would also
/// match parts of the path. They are the methods of API Gateway (API reference: "Method", <c>httpMethod</c>) and the other methods in the
/// rules. Requests with any other method are refused.
/// </summary>
internal sealed class RouteMethods
{
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private readonly List<byte[]> _methods = [];
    private readonly Utf8Index _index = new();

    public RouteMethods(IReadOnlyList<Rule> rules)
    {
        foreach (string method in Known)
        {
            Add(method);
        }

        foreach (Rule rule in rules)
        {
            foreach (Route route in rule.Routes)
            {
                if (route.HttpMethod is not (Route.AnyMethod or Route.Connect))
                {
                    Add(route.HttpMethod);
                }
            }
        }
    }

    public IReadOnlyList<byte[]> All => _methods;

    public bool Contains(ReadOnlySpan<byte> method) => _index.Find(method) >= 0;

    private void Add(string name)
    {
        byte[] method = Encoding.UTF8.GetBytes(name);
        if (_index.TryAdd(method, out _))
        {
            _methods.Add(method);
        }
    }
}
