using System;
using System.Collections.Generic;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Permissions;

/// <summary>
/// The methods <c>*</c> stands for where a policy has to name them, because an IAM <c>*</c> in a method's place would reach into the
/// path: those API Gateway knows (API reference: "Method", <c>httpMethod</c>) and those the rules name. Any other method is refused.
/// </summary>
internal sealed class RouteMethods
{
    private static readonly string[] Known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    private readonly List<byte[]> _methods = [];
    private readonly Utf8Index _index = new();

    /// <summary>Collects the methods.</summary>
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

    /// <summary>The methods.</summary>
    public IReadOnlyList<byte[]> All => _methods;

    /// <summary>Whether a method is one of them.</summary>
    /// <param name="method">The method, as the request spells it.</param>
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
