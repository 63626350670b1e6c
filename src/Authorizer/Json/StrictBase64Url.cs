using System;
using System.Buffers;
using System.Buffers.Text;

namespace Authorizer.Json;

/// <summary>
/// Decodes base64url in the only form that RFC 7515, section 2, allows: without padding and white space, and with unused bits that are
/// zero.
/// </summary>
internal static class StrictBase64Url
{
    /// <summary>Decodes a text. False if it has any other form, or if <paramref name="target"/> is too small.</summary>
    /// <param name="written">0 on failure.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> target, out int written)
    {
        // The platform's decoder skips padding and white space, so the decoded bytes are then fewer than the text's length implies. This
        // comparison misses only lengths of one more than a multiple of four, which are never valid.
        int decodedLength = (int)(text.Length * 3L / 4);
        if (text.Length % 4 != 1
            && Base64Url.DecodeFromUtf8(text, target, out _, out written) == OperationStatus.Done
            && written == decodedLength)
        {
            return true;
        }

        written = 0;
        return false;
    }
}
