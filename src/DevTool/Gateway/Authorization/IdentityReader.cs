using System.Collections.Generic;
using System.Text.RegularExpressions;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Authorization;

/// <summary>Reads the identity sources of a request.</summary>
internal static class IdentityReader
{
    /// <summary>Reads all identity sources of an authorizer.</summary>
    /// <param name="match">The route of the request.</param>
    /// <returns>The values; <see langword="null"/> if a value is missing or empty, because API Gateway then does not call the authorizer.</returns>
    public static IReadOnlyList<string>? Read(AuthorizerDefinition authorizer, GatewayRequest request, RouteMatch match)
    {
        var values = new List<string>(authorizer.IdentitySources.Count);
        foreach (IdentitySource source in authorizer.IdentitySources)
        {
            if (Read(source, request, match) is not { Length: > 0 } value)
            {
                return null;
            }

            values.Add(value);
        }

        bool isWelcome = authorizer.TokenPattern is null || Regex.IsMatch(values[0], $"^(?:{authorizer.TokenPattern})$");
        return isWelcome ? values : null;
    }

    /// <summary>Reads one identity source.</summary>
    /// <param name="match">The route of the request.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public static string? Read(IdentitySource source, GatewayRequest request, RouteMatch match) => source.Kind switch
    {
        IdentitySourceKind.Header => request.Headers.Joined(source.Name),
        IdentitySourceKind.QueryString => request.Query.Joined(source.Name),
        IdentitySourceKind.StageVariable => request.Api.StageVariables.GetValueOrDefault(source.Name),
        _ => ContextVariables.Find(source.Name, request, match),
    };
}
