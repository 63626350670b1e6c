using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Authorizer.Mcp;

/// <summary>
/// The value of an <c>Mcp-Name</c> header (Streamable HTTP: "Value Encoding"). A name that is not plain ASCII is encoded as
/// <c>=?base64?…?=</c>, with these markers in lower case. A value is decoded only once, even if the result looks encoded again.
/// </summary>
internal static class McpName
{
    private static ReadOnlySpan<byte> Prefix => "=?base64?"u8;

    private static ReadOnlySpan<byte> Suffix => "?="u8;

    /// <summary>Whether a value is encoded.</summary>
    public static bool IsEncoded(ReadOnlySpan<byte> value) =>
        value.Length >= Prefix.Length + Suffix.Length && value.StartsWith(Prefix) && value.EndsWith(Suffix);

    /// <summary>
    /// Decodes an encoded value. False if the value is not strict Base64 (RFC 4648, section 4: padded, no white space, unused bits zero) or
    /// not UTF-8. A server might decode such a value differently and use another name.
    /// </summary>
    /// <param name="value">A value for which <see cref="IsEncoded"/> is true.</param>
    /// <param name="target">At least as long as the value.</param>
    public static bool TryDecode(ReadOnlySpan<byte> value, Span<byte> target, out int length)
    {
        ReadOnlySpan<byte> base64 = value[Prefix.Length..^Suffix.Length];
        int padding = base64.EndsWith("=="u8) ? 2 : base64.EndsWith("="u8) ? 1 : 0;

        // The platform's decoder skips white space. If there is any, fewer bytes are decoded than the text's length implies.
        return Base64.DecodeFromUtf8(base64, target, out _, out length) == OperationStatus.Done
            && length == (base64.Length / 4 * 3) - padding
            && base64.Length % 4 == 0
            && Utf8.IsValid(target[..length]);
    }
}
