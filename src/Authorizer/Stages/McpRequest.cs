using System;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Mcp;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>
/// The MCP request in a call. Its headers are checked if the rules decide about MCP requests to the call's path. Only <see cref="Check"/>
/// creates one.
/// </summary>
internal readonly ref struct McpRequest
{
    // API Gateway limits all headers of a request together to this size (API Gateway quotas), so a longer value never arrives.
    private const int MaxNameBytes = 10_240;

    // From this revision on, a server must refuse a request whose body differs from its headers. Revisions are dates, so they are compared
    // as text.
    private static ReadOnlySpan<byte> FirstRevision => "2026-07-28"u8;

    private McpRequest(McpCall call)
    {
        IsChecked = true;
        Call = call;
    }

    /// <summary>False in the default value, for which the rules allow no call.</summary>
    public bool IsChecked { get; }

    /// <summary>The request, or <see langword="default"/> if no rule decides about MCP requests to this path.</summary>
    public McpCall Call { get; }

    /// <summary>Checks the headers.</summary>
    /// <param name="isNeeded">Whether the rules decide about MCP requests to the call's path. If not, no header is read.</param>
    public static Refusal? Check<TTrace>(
        bool isNeeded, scoped in AuthorizerEvent request, Utf8Scratch scratch, scoped ref TTrace trace, out McpRequest mcp)
        where TTrace : struct, IDecisionTrace
    {
        mcp = new McpRequest(default);
        if (!isNeeded)
        {
            return null;
        }

        ReadOnlySpan<byte> wrong = WrongHeader(request, scratch, out McpCall call);
        Refusal? refusal = wrong.IsEmpty ? null : Refusal.McpHeaderInvalid;
        trace.Checked(Tracing.Check.McpHeaders, refusal, wrong);
        mcp = refusal is null ? new McpRequest(call) : default;
        return refusal;
    }

    // Returns the first header that is missing, duplicate or malformed. Empty if all headers are valid.
    private static ReadOnlySpan<byte> WrongHeader(scoped in AuthorizerEvent request, Utf8Scratch scratch, out McpCall call)
    {
        call = default;

        // Intermediaries should trust these headers only if the server must compare them with the body (Streamable HTTP: "Server
        // Validation").
        ReadOnlySpan<byte> version = "mcp-protocol-version"u8;
        if (Find(request, version, scratch, out ReadOnlySpan<byte> revision) != FieldPresence.Present || !RequiresComparison(revision))
        {
            return version;
        }

        ReadOnlySpan<byte> methodHeader = "mcp-method"u8;
        if (Find(request, methodHeader, scratch, out ReadOnlySpan<byte> method) != FieldPresence.Present)
        {
            return methodHeader;
        }

        ReadOnlySpan<byte> nameHeader = "mcp-name"u8;
        FieldPresence presence = Find(request, nameHeader, scratch, out ReadOnlySpan<byte> name);
        if (presence == FieldPresence.Present && McpName.IsEncoded(name))
        {
            Span<byte> decoded = scratch.Take(name.Length);
            presence = McpName.TryDecode(name, decoded, out int length) && length > 0 ? presence : FieldPresence.Unreadable;
            name = decoded[..length];
        }

        call = new McpCall(method, name);
        bool isValid = presence == FieldPresence.Present || (presence == FieldPresence.Absent && !call.HasName);
        return isValid ? default : nameHeader;
    }

    private static FieldPresence Find(
        scoped in AuthorizerEvent request, ReadOnlySpan<byte> header, Utf8Scratch scratch, out ReadOnlySpan<byte> value)
    {
        FieldPresence presence = RequestFields.FindSingleHeader(request, header, scratch, out value);

        // A value contains visible ASCII, and spaces and tabs only between other characters (Streamable HTTP: "Value Encoding").
        return presence == FieldPresence.Present && (value.IsEmpty || value.Length > MaxNameBytes || HasInvalidByte(value))
            ? FieldPresence.Unreadable
            : presence;
    }

    private static bool HasInvalidByte(ReadOnlySpan<byte> value)
    {
        foreach (byte b in value)
        {
            if (b is not ((>= 0x20 and <= 0x7E) or (byte)'\t'))
            {
                return true;
            }
        }

        return false;
    }

    private static bool RequiresComparison(ReadOnlySpan<byte> revision)
    {
        if (revision.Length != FirstRevision.Length || revision.SequenceCompareTo(FirstRevision) < 0)
        {
            return false;
        }

        for (int i = 0; i < revision.Length; i++)
        {
            if (FirstRevision[i] == '-' ? revision[i] != '-' : !char.IsAsciiDigit((char)revision[i]))
            {
                return false;
            }
        }

        return true;
    }
}
