using System;
using System.Collections.Generic;

namespace Authorizer.Paths;

/// <summary>
/// What <see cref="CanonicalPath"/> refuses, in IAM wildcards: a <c>*</c> in an allowed resource would match such paths too, so a
/// policy denies them by name. Paths holding <c>*</c> or <c>?</c> cannot be named, because IAM has no escape for them.
/// </summary>
internal static class CanonicalPathPatterns
{
    /// <summary>
    /// Ends of resources that begin with <c>arn:PARTITION:execute-api:*:*:*</c>. A policy for one caller also refuses every
    /// <c>%</c>, because IAM compares bytes and would tell two spellings of one path apart.
    /// </summary>
    public static ReadOnlySpan<byte[]> Refused => All;

    private static readonly byte[][] All = Build();

    private static byte[][] Build()
    {
        var patterns = new List<byte[]>
        {
            "%*"u8.ToArray(),
            "//*"u8.ToArray(),
            "/./*"u8.ToArray(),
            "/../*"u8.ToArray(),
            "/."u8.ToArray(),
            "/.."u8.ToArray(),

            // Stage, method, something, and a slash at the end: the root path has one slash less.
            "/*/*/*/"u8.ToArray(),
        };
        for (byte character = 0; character < 0x80; character++)
        {
            if (CanonicalPath.IsForbidden(character) && character is not ((byte)'*' or (byte)'?'))
            {
                patterns.Add([character, (byte)'*']);
            }
        }

        // U+0080 to U+009F: control characters of two bytes.
        for (byte second = 0x80; second <= 0x9F; second++)
        {
            patterns.Add([0xC2, second, (byte)'*']);
        }

        return [.. patterns];
    }
}
