using System;
using System.Collections.Generic;
using System.Text;

namespace Authorizer.Permissions;

/// <summary>
/// The methods <c>*</c> stands for where a policy has to name them, because an IAM <c>*</c> in a method's place would reach into the
/// path: those API Gateway knows (API reference: "Method", <c>httpMethod</c>) and those the rules name. Any other method is refused.
/// </summary>
internal sealed class RouteMethods
{
    private readonly List<byte[]> _methods =
    [
        "GET"u8.ToArray(), "HEAD"u8.ToArray(), "POST"u8.ToArray(), "PUT"u8.ToArray(), "PATCH"u8.ToArray(), "DELETE"u8.ToArray(),
        "OPTIONS"u8.ToArray(),
    ];

    /// <summary>Collects the methods.</summary>
    /// <param name="rules">The rules.</param>
    public RouteMethods(IReadOnlyList<Rule> rules)
    {
        foreach (Rule rule in rules)
        {
            foreach (Route route in rule.Routes)
            {
                byte[] method = Encoding.UTF8.GetBytes(route.Method);
                if (route.Method is not (Route.AnyMethod or Route.Connect) && !Contains(method))
                {
                    _methods.Add(method);
                }
            }
        }
    }

    /// <summary>The methods.</summary>
    public IReadOnlyList<byte[]> All => _methods;

    /// <summary>Whether a method is one of them.</summary>
    /// <param name="method">The method, as the request spells it.</param>
    public bool Contains(ReadOnlySpan<byte> method)
    {
        foreach (byte[] known in _methods)
        {
            if (method.SequenceEqual(known))
            {
                return true;
            }
        }

        return false;
    }
}
