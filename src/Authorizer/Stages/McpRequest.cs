using System;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Mcp;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>
/// The MCP request that a call carries, if the rules decide about MCP requests to its path; its headers are then checked. Only
/// <see cref="Check"/> makes one.
/// </summary>
internal readonly ref struct McpRequest
{
    // API Gateway quotas: all headers of a request together. A longer value never arrives.
    private const int MaxNameBytes = 10_240;

    // From this revision on, a server must refuse a body that disagrees with its headers. Revisions are dates, which sort as text.
    private static ReadOnlySpan<byte> FirstRevision => "2026-07-28"u8;

    private McpRequest(McpCall call)
    {
        IsChecked = true;
        Call = call;
    }

    /// <summary>False in the default, for which the rules allow nothing.</summary>
    public bool IsChecked { get; }

    /// <summary>The request; the default if the rules say nothing of MCP requests to this path.</summary>
    public McpCall Call { get; }

    /// <summary>Checks the headers.</summary>
    /// <param name="isNeeded">Whether the rules decide about MCP requests to the call's path. Otherwise no header is looked at.</param>
    /// <param name="request">The event.</param>
    /// <param name="scratch">Room for unescaped strings and the decoded name.</param>
    /// <param name="trace">Is told.</param>
    /// <param name="mcp">The request.</param>
    /// <returns>The refusal, or <see langword="null"/>.</returns>
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

    // The first header that is missing, repeated or malformed; empty if none is.
    private static ReadOnlySpan<byte> WrongHeader(scoped in AuthorizerEvent request, Utf8Scratch scratch, out McpCall call)
    {
        call = default;

        // The specification advises intermediaries to trust these headers only where the server must compare them ("Server Validation").
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

        // Visible ASCII, and inside a value the space and the tab that a header may have (Streamable HTTP: "Value Encoding").
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
