using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads <c>Identity</c> of a SAM authorizer of the type REQUEST: the identity sources and the cache time.</summary>
internal static class RequestIdentityReader
{
    // The default of API Gateway.
    private const int DefaultTtlSeconds = 300;

    private const int MaxTtlSeconds = 3600;

    /// <summary>Reads the identity sources, in the order in which SAM passes them to API Gateway.</summary>
    /// <param name="identity">The property <c>Identity</c>.</param>
    public static IReadOnlyList<IdentitySource> Sources(PropertyReader? identity) => identity is null
        ? []
        :
        [
            .. Sources(identity, "Headers", IdentitySourceKind.Header),
            .. Sources(identity, "QueryStrings", IdentitySourceKind.QueryString),
            .. Sources(identity, "StageVariables", IdentitySourceKind.StageVariable),
            .. Sources(identity, "Context", IdentitySourceKind.Context),
        ];

    /// <summary>Reads how long results are cached.</summary>
    /// <param name="reader">The properties that contain the cache time.</param>
    /// <param name="property">The name of the property. SAM and API Gateway use different names.</param>
    public static TimeSpan Ttl(PropertyReader? reader, string property = "ReauthorizeEvery")
    {
        int seconds = reader?.Integer(property) ?? DefaultTtlSeconds;
        if (seconds is < 0 or > MaxTtlSeconds)
        {
            reader!.Errors.Add(
                reader.LineOf(property), $"{property} is {seconds}; use 0 to {MaxTtlSeconds} seconds, which is API Gateway's limit");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static IEnumerable<IdentitySource> Sources(PropertyReader identity, string property, IdentitySourceKind kind) =>
        (identity.Texts(property) ?? []).Select(name => new IdentitySource(kind, name));
}
