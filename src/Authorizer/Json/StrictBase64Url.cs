using System;
using System.Buffers;
using System.Buffers.Text;

namespace Authorizer.Json;

/// <summary>Base64url in the one spelling RFC 7515 allows (section 2): no padding, no white space, unused bits zero.</summary>
internal static class StrictBase64Url
{
    /// <summary>Decodes a text.</summary>
    /// <param name="text">The encoded bytes.</param>
    /// <param name="target">Where the decoded bytes go; too small is a refusal.</param>
    /// <param name="written">How many there are, 0 on refusal.</param>
    /// <returns>False when the text is spelled any other way, or does not fit.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> target, out int written)
    {
        // The platform's decoder skips padding and white space. Each such byte leaves fewer decoded bytes than the
        // text's length stands for, except where it makes that length impossible (one more than a multiple of four).
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
