using System;
using System.Collections.Generic;
using System.Linq;
using DevTool.Gateway.Definitions;

namespace DevTool.Serving;

/// <summary>The place in which an API expects the token, as the end of a command that calls the API with <c>$TOKEN</c>.</summary>
/// <param name="Query">The query to append to the URL, or an empty text.</param>
/// <param name="Options">The command-line options of the client.</param>
internal sealed record TokenPlace(string Query, string Options)
{
    private const string Subprotocols = "Sec-WebSocket-Protocol";

    /// <summary>
    /// Finds the first token source that is also an identity source of the API, because API Gateway refuses a request without its identity
    /// sources.
    /// </summary>
    /// <param name="sources">The value of <c>AUTHORIZER_TOKEN_SOURCES</c>.</param>
    public static TokenPlace Of(ApiDefinition api, string? sources)
    {
        IdentitySource[] identity = [.. api.Routes.Select(route => route.Authorizer).OfType<AuthorizerDefinition>().SelectMany(authorizer => authorizer.IdentitySources)];
        IEnumerable<string[]> places = (sources ?? string.Empty).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(source => source.Split(':', 2));
        return places.Where(place => place.Length == 2).Select(place => place[0] switch
        {
            "header" when Has(IdentitySourceKind.Header, place[1]) => Header(place[1]),
            "cookie" when Has(IdentitySourceKind.Header, "Cookie") => new TokenPlace(string.Empty, $"-H \"Cookie: {place[1]}=$TOKEN\""),
            "query" when Has(IdentitySourceKind.QueryString, place[1]) => new TokenPlace($"?{place[1]}=$TOKEN", string.Empty),
            "subprotocol" when Has(IdentitySourceKind.Header, Subprotocols) => new TokenPlace(string.Empty, $"-s {ShellWord.Quote(place[1])} -s \"$TOKEN\""),
            _ => null,
        }).FirstOrDefault(place => place is not null) ?? Header("Authorization");

        bool Has(IdentitySourceKind kind, string name) => Array.Exists(identity, source => source.Kind == kind && source.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <param name="client">The client program and its first options.</param>
    public string Command(string client, string url) =>
        $"{client} {(Query.Length == 0 ? url : $"\"{url}{Query}\"")} {Options}".TrimEnd();

    private static TokenPlace Header(string name) => new(string.Empty, $"-H \"{name}: Bearer $TOKEN\"");
}
