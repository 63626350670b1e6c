using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Authorizer.Json;

namespace DevTool.Explaining;

/// <summary>
/// Describes the mistake in a value that the authorizer refused as a token. The description does not contain any part of the value, except a
/// word that cannot be a secret.
/// </summary>
internal static class TokenDiagnosis
{
    private const string Scheme = "Bearer";
    private const int PartsOfSigned = 3;
    private const int PartsOfEncrypted = 5;
    private const int LongestScheme = 12;

    private static readonly string[] PartNames = ["header", "payload", "signature"];

    // Values that programs send by mistake if a variable is empty.
    private static readonly HashSet<string> Placeholders =
        new(StringComparer.OrdinalIgnoreCase) { "undefined", "null", "none", "nil", "nan", "false", "[object Object]", "$TOKEN", "${TOKEN}", "{{token}}", "<token>", "token" };

    /// <summary>Describes the value of a token source in which the authorizer found no token.</summary>
    /// <param name="name">The token source in words.</param>
    /// <param name="values">The distinct values of the source.</param>
    public static string Value(string name, IReadOnlyList<string> values)
    {
        if (values.Count > 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"the {name} has {values.Count} different values");
        }

        string value = values.Count == 0 ? string.Empty : values[0].Trim();
        int space = value.IndexOf(' ', StringComparison.Ordinal);
        string first = space < 0 ? value : value[..space];
        return value.Length == 0 ? $"the {name} is empty"
            : value.Equals(Scheme, StringComparison.OrdinalIgnoreCase) ? $"the {name} has \"{Scheme}\" but no token"
            : value[0] is '"' or '\'' ? $"the value of the {name} is in quotes"
            : value.Contains(',', StringComparison.Ordinal) ? $"the {name} has several values"
            : value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? $"in the {name}, \"{Scheme}\" must be followed by one space"
            : space > 0 && first.Length <= LongestScheme && first.All(char.IsAsciiLetter) ? $"the {name} has the scheme \"{first}\" instead of \"{Scheme}\""
            : $"the {name} has no \"{Scheme} \" before the token";
    }

    /// <summary>Describes a text that is not a JSON Web Token.</summary>
    /// <param name="token">The text that the authorizer found in place of a token, without <c>Bearer</c>.</param>
    public static string Token(string token)
    {
        string[] parts = token.Split('.');
        return Placeholders.Contains(token) ? $"the token is the word \"{token}\": the client sent a variable that has no value"
            : token.StartsWith(Scheme + " ", StringComparison.OrdinalIgnoreCase) ? $"\"{Scheme}\" occurs twice"
            : token[0] is '"' or '\'' || token[^1] is '"' or '\'' ? "the token is in quotes"
            : token.AsSpan().ContainsAny('\r', '\n') ? "the token contains a line break"
            : token.Contains(',', StringComparison.Ordinal) ? "the header has several values"
            : token.Any(char.IsWhiteSpace) ? "the token contains a space"
            : parts.Length == PartsOfEncrypted ? "the token has 5 parts, so it is encrypted, as Cognito's refresh tokens are; send the access token"
            : parts.Length != PartsOfSigned ? string.Create(CultureInfo.InvariantCulture, $"the token is not a JSON Web Token: expected 3 parts separated by \".\", found {parts.Length}")
            : parts[2].Length == 0 ? "the token has no signature"
            : token.AsSpan().ContainsAny('+', '/', '=') ? "the token is encoded as base64 instead of base64url: it contains \"+\", \"/\" or \"=\""
            : parts.FirstOrDefault(part => !IsBase64Url(part)) is { } part ? $"the token's {PartNames[Array.IndexOf(parts, part)]} is not base64url; perhaps the token was cut off, or something was appended"
            : TokenPeek.Part(token, 0) is null ? "the token's header is not a JSON object"
            : TokenPeek.Part(token, 1) is null ? "the token's payload is not a JSON object"
            : "the token is not in the strict form of a JSON Web Token (duplicate member, invalid UTF-8, or nested too deep)";
    }

    private static bool IsBase64Url(string part) => StrictBase64Url.TryDecode(Encoding.UTF8.GetBytes(part), new byte[part.Length], out _);
}
