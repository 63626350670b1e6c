using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Templates.Resources;

/// <summary>Reads what a SAM authorizer with requests goes by: its <c>Identity</c>.</summary>
internal static class RequestIdentityReader
{
    // API Gateway's own default.
    private const int DefaultTtlSeconds = 300;

    private const int MaxTtlSeconds = 3600;

    /// <summary>Reads the sources, in the order in which SAM hands them to API Gateway.</summary>
    /// <param name="identity">The property.</param>
    /// <returns>The sources.</returns>
    public static IReadOnlyList<IdentitySource> Sources(PropertyReader? identity) => identity is null
        ? []
        :
        [
            .. Sources(identity, "Headers", IdentitySourceKind.Header),
            .. Sources(identity, "QueryStrings", IdentitySourceKind.QueryString),
            .. Sources(identity, "StageVariables", IdentitySourceKind.StageVariable),
            .. Sources(identity, "Context", IdentitySourceKind.Context),
        ];

    /// <summary>Reads how long answers are kept.</summary>
    /// <param name="reader">Where it stands.</param>
    /// <param name="property">What it is called there: SAM has a name of its own for it.</param>
    /// <returns>The time.</returns>
    public static TimeSpan Ttl(PropertyReader? reader, string property = "ReauthorizeEvery")
    {
        int seconds = reader?.Integer(property) ?? DefaultTtlSeconds;
        if (seconds is < 0 or > MaxTtlSeconds)
        {
            reader!.Errors.Add(
                reader.LineOf(property), $"{property} is {seconds}; API Gateway keeps answers of authorizers for 0 to {MaxTtlSeconds} seconds");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static IEnumerable<IdentitySource> Sources(PropertyReader identity, string property, IdentitySourceKind kind) =>
        (identity.Texts(property) ?? []).Select(name => new IdentitySource(kind, name));
}
