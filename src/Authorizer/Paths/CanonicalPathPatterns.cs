using System;
using System.Collections.Generic;

namespace Authorizer.Paths;

/// <summary>
/// IAM patterns for the paths that <see cref="CanonicalPath"/> refuses. A <c>*</c> in an allowed resource would also match these paths, so
/// a policy denies them explicitly. There is no pattern for paths that contain <c>*</c> or <c>?</c>, because IAM has no escape for these
/// characters.
/// </summary>
internal static class CanonicalPathPatterns
{
    /// <summary>
    /// The patterns, to be appended to <c>arn:PARTITION:execute-api:*:*:*</c>. A policy for one caller also denies every path with
    /// <c>%</c>, because IAM compares bytes and would treat two spellings of one path as different.
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

            // Matches a stage, a method, any text, and a slash at the end. The root path does not match, because it has one slash fewer.
            "/*/*/*/"u8.ToArray(),
        };
        for (byte character = 0; character < 0x80; character++)
        {
            if (CanonicalPath.IsForbidden(character) && character is not ((byte)'*' or (byte)'?'))
            {
                patterns.Add([character, (byte)'*']);
            }
        }

        // U+0080 to U+009F are control characters of two bytes.
        for (byte second = 0x80; second <= 0x9F; second++)
        {
            patterns.Add([0xC2, second, (byte)'*']);
        }

        return [.. patterns];
    }
}
