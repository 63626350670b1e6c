using System;
using System.Collections.Generic;
using System.Globalization;
using DevTool.Gateway.Requests;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// The condition keys of a call (API Gateway documentation: "AWS condition keys that can be used in API Gateway resource policies"); those
/// of VPCs, organizations and AWS's own callers have no value here and are not known.
/// </summary>
internal static class PolicyKeys
{
    // Each with a value of its kind.
    private static readonly Dictionary<string, string> Samples = new(StringComparer.OrdinalIgnoreCase)
    {
        ["aws:CurrentTime"] = "2026-01-01T00:00:00Z",
        ["aws:EpochTime"] = "1767225600",
        ["aws:Referer"] = "https://example.com/",
        ["aws:SecureTransport"] = "true",
        ["aws:SourceIp"] = "127.0.0.1",
        ["aws:UserAgent"] = "curl",
    };

    /// <summary>Whether a key is evaluated here. The case of its name does not matter.</summary>
    public static bool IsKnown(string key) => Samples.ContainsKey(key);

    /// <summary>A value that a key may have.</summary>
    /// <param name="key">The key, which is known.</param>
    public static string Sample(string key) => Samples[key];

    /// <summary>The keys of a request and their values.</summary>
    public static IReadOnlyDictionary<string, string> Of(GatewayRequest request)
    {
        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["aws:CurrentTime"] = request.Time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["aws:EpochTime"] = request.Time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),

            // API Gateway speaks TLS alone.
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
