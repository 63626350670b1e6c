using System;
using System.Collections.Generic;

namespace Authorizer.Paths;

/// <summary>
/// The paths that <see cref="CanonicalPath"/> refuses, as IAM patterns. A <c>*</c> in an allowed resource would also match them, so a
/// policy denies them explicitly. No pattern can match only paths that contain <c>*</c> or <c>?</c>, because IAM has no escape for them.
/// </summary>
internal static class CanonicalPathPatterns
{
    /// <summary>
    /// The ends of resources that begin with <c>arn:PARTITION:execute-api:*:*:*</c>. A policy for one caller also refuses every <c>%</c>,
    /// because IAM compares bytes and would treat two spellings of one path as different.
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

            // Stage, method, something, and a slash at the end. The root path has one slash less.
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
