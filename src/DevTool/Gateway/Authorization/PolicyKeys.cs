using System;
using System.Collections.Generic;
using System.Globalization;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// The condition keys of a call (API Gateway documentation: "AWS condition keys that can be used in API Gateway resource policies"). Keys
/// of VPCs, organizations and AWS's own callers are not supported, because a local call has no values for them.
/// </summary>
internal static class PolicyKeys
{
    // Each key with an example value that has the type of the key.
    private static readonly Dictionary<string, string> Samples = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aws:CurrentTime"] = "2026-01-01T00:00:00Z",
        ["aws:EpochTime"] = "1767225600",
        ["aws:Referer"] = "https://example.com/",
        ["aws:SecureTransport"] = "true",
        ["aws:SourceIp"] = "127.0.0.1",
        ["aws:UserAgent"] = "curl",
    };

    /// <summary>Whether a key is supported here. Keys are case-insensitive.</summary>
    public static bool IsKnown(string key) => Samples.ContainsKey(key);

    public static string Sample(string key) => Samples[key];

    /// <summary>The condition keys and values of a request.</summary>
    public static IReadOnlyDictionary<string, string> Of(GatewayRequest request)
    {
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["aws:CurrentTime"] = request.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["aws:EpochTime"] = request.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),

            // Always true, because API Gateway accepts only TLS.
            ["aws:SecureTransport"] = "true",
            ["aws:SourceIp"] = request.SourceIp,
        };
        foreach ((string key, string header) in (ReadOnlySpan<(string, string)>)[("aws:Referer", "Referer"), ("aws:UserAgent", "User-Agent")])
        {
            if (request.Headers.Joined(header) is { } value)
            {
                keys[key] = value;
            }
        }

        return keys;
    }
}
