using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Authorizer.Mcp;

/// <summary>
/// The value of an <c>Mcp-Name</c> header (Streamable HTTP: "Value Encoding"). A name that is not plain ASCII comes as
/// <c>=?base64?…?=</c>, with these marks in lower case. It is decoded once: what comes out is the name, whatever it looks like.
/// </summary>
internal static class McpName
{
    private static ReadOnlySpan<byte> Prefix => "=?base64?"u8;

    private static ReadOnlySpan<byte> Suffix => "?="u8;

    /// <summary>Whether a value has the form of an encoded one.</summary>
    /// <param name="value">The value.</param>
    public static bool IsEncoded(ReadOnlySpan<byte> value) =>
        value.Length >= Prefix.Length + Suffix.Length && value.StartsWith(Prefix) && value.EndsWith(Suffix);

    /// <summary>Decodes a value.</summary>
    /// <param name="value">The value; <see cref="IsEncoded"/>.</param>
    /// <param name="target">Takes the name; at least as long as the value.</param>
    /// <param name="length">The name's length in bytes.</param>
    /// <returns>
    /// False if it is not Base64 in its one spelling (RFC 4648, section 4: padded, no white space, unused bits zero), or not UTF-8. A
    /// server that reads such a value otherwise would call something else.
    /// </returns>
    public static bool TryDecode(ReadOnlySpan<byte> value, Span<byte> target, out int length)
    {
        ReadOnlySpan<byte> base64 = value[Prefix.Length..^Suffix.Length];
        int padding = base64.EndsWith("=="u8) ? 2 : base64.EndsWith("="u8) ? 1 : 0;

        // The platform's decoder skips white space, which leaves fewer bytes than the text's length stands for.
        return Base64.DecodeFromUtf8(base64, target, out _, out length) == OperationStatus.Done
            && length == (base64.Length / 4 * 3) - padding
            && base64.Length % 4 == 0
            && Utf8.IsValid(target[..length]);
    }
}
