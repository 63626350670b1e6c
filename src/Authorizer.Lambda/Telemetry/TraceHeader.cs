using System;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// The X-Ray trace header of a call: <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c> (AWS X-Ray developer
/// guide: "Tracing header"). Any caller of the API can send this header, so malformed fields are ignored.
/// </summary>
internal readonly ref struct TraceHeader
{
    private const int TraceIdLength = 35;
    private const int SegmentIdLength = 16;

    /// <summary>
    /// The trace's ID: <c>1-</c>, eight hexadecimal digits, <c>-</c>, and 24 hexadecimal digits. Empty if it is absent or malformed.
    /// </summary>
    public ReadOnlySpan<byte> TraceId { get; private init; }

    /// <summary>The ID of the call's segment, 16 hexadecimal digits. Empty if it is absent or malformed.</summary>
    public ReadOnlySpan<byte> ParentId { get; private init; }

    /// <summary>Whether X-Ray records this call.</summary>
    public bool IsSampled { get; private init; }

    /// <summary>Reads the value of a header, which can be empty. Malformed fields count as absent.</summary>
    public static TraceHeader Read(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> traceId = Field(header, "Root="u8);
        ReadOnlySpan<byte> parentId = Field(header, "Parent="u8);
        bool isTrace = traceId.Length == TraceIdLength && traceId.StartsWith("1-"u8) && traceId[10] == '-'
            && IsHexadecimal(traceId[2..10]) && IsHexadecimal(traceId[11..]);
        return new TraceHeader
        {
            TraceId = isTrace ? traceId : default,
            ParentId = parentId.Length == SegmentIdLength && IsHexadecimal(parentId) ? parentId : default,
            IsSampled = isTrace && Field(header, "Sampled="u8).SequenceEqual("1"u8),
        };
    }

    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> header, ReadOnlySpan<byte> name)
    {
        foreach (Range part in header.Split((byte)';'))
        {
            ReadOnlySpan<byte> field = header[part].Trim((byte)' ');
            if (field.StartsWith(name))
            {
                return field[name.Length..];
            }
        }

        return default;
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> text)
    {
        foreach (byte c in text)
        {
            if (!char.IsAsciiHexDigitLower((char)c))
            {
                return false;
            }
        }

        return true;
    }
}
