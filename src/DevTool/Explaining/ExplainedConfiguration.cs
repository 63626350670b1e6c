using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;

namespace DevTool.Explaining;

/// <summary>
/// Reads the settings from the same variables and with the same code as the authorizer. Settings that are not configured are guessed,
/// and every guess is reported.
/// </summary>
internal sealed partial class ExplainedConfiguration : IDisposable
{
    // No server listens at this address, so that the tool opens no connection unless the user asks for it.
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("authorizer-explain-");
    private readonly List<string> _assumptions = [];

    /// <param name="variables">Returns the value of an environment variable, or <see langword="null"/> if it is not set.</param>
    /// <param name="jwks">Pinned keys, or <see langword="null"/>.</param>
    /// <param name="token">The token that missing settings are guessed from, or <see langword="null"/>.</param>
    /// <exception cref="ConfigurationException">A variable has an invalid value.</exception>
    public ExplainedConfiguration(Func<string, string?> variables, byte[] permissions, byte[]? jwks, string? token)
    {
        // The authorizer expects both files next to its executable.
        File.WriteAllBytes(Path.Combine(_directory.FullName, "permissions.json"), permissions);
        if (jwks is not null)
        {
            File.WriteAllBytes(Path.Combine(_directory.FullName, "jwks.json"), jwks);
        }

        Dictionary<string, string?> replaced = Replacements(variables, permissions, jwks, token);
        try
        {
            Settings = SettingsReader.Read(name => replaced.TryGetValue(name, out string? value) ? value : variables(name), _directory.FullName);
        }
        catch (ConfigurationException)
        {
            Dispose();
            throw;
        }
    }

    public Settings Settings { get; }

    /// <summary>The guesses, one sentence each.</summary>
    public IReadOnlyList<string> Assumptions => _assumptions;

    /// <summary>Sets the address that keys are fetched from.</summary>
    /// <param name="fetch">Whether fetching keys is allowed.</param>
    /// <param name="uri">The address that replaces the issuer's address, or <see langword="null"/>.</param>
    public void UseKeysFrom(bool fetch, Uri? uri)
    {
        for (int i = 0; i < Settings.Issuers.Length && (uri is not null || !fetch); i++)
        {
            Settings.Issuers[i] = Settings.Issuers[i] with { JwksUri = uri ?? Nowhere };
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Delete(recursive: true);

    private Dictionary<string, string?> Replacements(Func<string, string?> variables, byte[] permissions, byte[]? jwks, string? token)
    {
        var replaced = new Dictionary<string, string?> { ["AUTHORIZER_PERMISSIONS_FILE"] = null, ["AUTHORIZER_JWKS_FILE"] = null };
        if (string.IsNullOrWhiteSpace(variables("AUTHORIZER_USER_POOL_IDS")) && string.IsNullOrWhiteSpace(variables("AUTHORIZER_ISSUERS")))
        {
            string? issuer = TokenPeek.Claim(token, "iss");
            bool isUsable = issuer?.Contains(',', StringComparison.Ordinal) == false && IsUrl(issuer);
            (string[] named, string[] pools) = IssuersOfRules(permissions);
            string[] issuers = [.. (isUsable ? [issuer!] : IssuersOf(jwks)).Concat(named).Distinct()];
            replaced["AUTHORIZER_USER_POOL_IDS"] = pools.Length == 0 ? null : string.Join(',', pools);
            replaced["AUTHORIZER_ISSUERS"] = issuers.Length == 0 ? "https://issuer.invalid" : string.Join(',', issuers);
            _assumptions.Add(issuers.Length == 0
                ? "AUTHORIZER_USER_POOL_IDS is not set, and no token names a usable issuer. Set AUTHORIZER_USER_POOL_IDS, or give a token."
                : $"AUTHORIZER_USER_POOL_IDS is not set. Assumed issuer{(issuers.Length == 1 ? string.Empty : "s")}, from the {(isUsable ? "token" : "keys")}{(named.Length > 0 ? " and the rules" : string.Empty)}: {string.Join(", ", issuers)}");
        }

        if (string.IsNullOrWhiteSpace(variables("AUTHORIZER_CLIENT_IDS")))
        {
            string? own = TokenPeek.Claim(token, "client_id") ?? TokenPeek.Claim(token, "aud");
            string[] clients = [.. ClientNames(permissions).Append(own).OfType<string>().Where(IsListable).Distinct()];
            replaced["AUTHORIZER_CLIENT_IDS"] = clients.Length == 0 ? "none" : string.Join(',', clients);
            if (clients.Length > 0)
            {
                string from = own is null ? "rules" : "token and the rules";
                _assumptions.Add($"AUTHORIZER_CLIENT_IDS is not set. Assumed app client{(clients.Length == 1 ? string.Empty : "s")}, from the {from}: {string.Join(", ", clients)}");
            }
        }

        return replaced;
    }

    /// <summary>
    /// The app clients that rules name. If no app clients are configured, these clients are accepted. Otherwise every rule that names a
    /// client would be reported as a rule that never applies.
    /// </summary>
    /// <returns>The client IDs that can be part of a comma-separated variable.</returns>
    public static IEnumerable<string> ClientsOf(byte[] permissions) => ClientNames(permissions).OfType<string>().Where(IsListable);

    /// <summary>The issuers that rules name, as URLs and pool IDs. A pool ID is omitted if one of the URLs is the URL of the same pool.</summary>
    public static (string[] Urls, string[] Pools) IssuersOfRules(byte[] permissions)
    {
        string[] named = [.. Names(permissions, "issuers").OfType<string>().Where(IsListable).Distinct()];
        return ([.. named.Where(IsUrl)], [.. named.Where(name => PoolId().IsMatch(name) && !named.Any(url => url.EndsWith("/" + name, StringComparison.Ordinal)))]);
    }

    [GeneratedRegex("^[a-z0-9-]+_[A-Za-z0-9]+$")]
    private static partial Regex PoolId();

    private static bool IsListable(string client) => !string.IsNullOrWhiteSpace(client) && client == client.Trim() && !client.Contains(',', StringComparison.Ordinal);

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static IEnumerable<string> IssuersOf(byte[]? jwks)
    {
        JsonObject? keys = jwks is null ? null : JsonNode.Parse(jwks) as JsonObject;
        return keys?.Select(member => member.Key).Where(IsUrl) ?? [];
    }

    private static IEnumerable<string?> ClientNames(byte[] permissions) => Names(permissions, "clientIds");

    private static IEnumerable<string?> Names(byte[] permissions, string condition)
    {
        try
        {
            JsonNode? document = JsonNode.Parse(permissions);
            JsonArray rules = document is JsonObject root && root["rules"] is JsonArray array ? array : [];
            return
            [
                .. rules.OfType<JsonObject>()
                    .Select(rule => (rule["when"] as JsonObject)?[condition] as JsonArray)
                    .SelectMany(clients => clients ?? [])
                    .Select(client => client is JsonValue value && value.TryGetValue(out string? id) ? id : null),
            ];
        }
        catch (Exception unreadable) when (unreadable is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            // The authorizer's own reader reports the error in the file later.
            return [];
        }
    }
}
