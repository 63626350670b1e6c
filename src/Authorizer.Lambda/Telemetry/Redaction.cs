using System;

namespace Authorizer.Lambda.Telemetry;

/// <summary>Removes tokens and query values from external text. A caller can put them into any text, for example into a path.</summary>
internal static class Redaction
{
    // The shortest JWS header, {"alg":"RS256"}, has 20 characters in Base64url.
    private const int MinHeaderCharacters = 20;

    // Each JWT begins with {", encoded as Base64url.
    private static ReadOnlySpan<byte> TokenStart => "eyJ"u8;

    /// <summary>Returns the text before the first token.</summary>
    public static ReadOnlySpan<byte> BeforeToken(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (text[at..].IndexOf(TokenStart) is >= 0 and int next)
        {
            at += next;
            if (IsHeader(text[at..]))
            {
                return text[..at];
            }

            at += TokenStart.Length;
        }

        return text;
    }

    /// <summary>Truncates a path after the first <c>?</c> or its escaped form, where a query begins.</summary>
    public static ReadOnlySpan<byte> WithoutQuery(ReadOnlySpan<byte> path) => Through(Through(Through(path, "?"u8), "%3F"u8), "%3f"u8);

    /// <summary>Whether a text contains a token or a query value.</summary>
    public static bool Applies(ReadOnlySpan<byte> text) => BeforeToken(text).Length < text.Length || WithoutQuery(text).Length < text.Length;

    private static bool IsHeader(ReadOnlySpan<byte> text)
    {
        if (text.Length < MinHeaderCharacters)
        {
            return false;
        }

        foreach (byte character in text[..MinHeaderCharacters])
        {
            if (!char.IsAsciiLetterOrDigit((char)character) && character is not ((byte)'-' or (byte)'_'))
            {
                return false;
            }
        }

        return true;
    }

    private static ReadOnlySpan<byte> Through(ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark) =>
        text.IndexOf(mark) is >= 0 and int at ? text[..(at + mark.Length)] : text;
}
