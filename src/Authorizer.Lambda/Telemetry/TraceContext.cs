using System;
using System.Buffers;
using System.Buffers.Text;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// The X-Ray trace and segment of a sampled call. It copies the IDs, because a fetch can outlive the call that started it.
/// </summary>
/// <param name="parentId">The segment's ID, 16 hexadecimal digits.</param>
internal sealed class TraceContext(ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> parentId)
{
    /// <summary>The length of a segment's ID, in characters.</summary>
    public const int SegmentIdLength = 16;

    private readonly byte[] _traceId = traceId.ToArray();
    private readonly byte[] _parentId = parentId.ToArray();

    /// <summary>The trace's ID.</summary>
    public ReadOnlySpan<byte> TraceId => _traceId;

    /// <summary>The segment's ID.</summary>
    public ReadOnlySpan<byte> ParentId => _parentId;

    /// <summary>
    /// Creates the ID of a subsegment. The ID must be unique in the trace, but it need not be secret. The parent's ID is random, so it is
    /// only mixed with a number (by the mixing function of SplitMix64; Steele, Lea, Flood, 2014).
    /// </summary>
    /// <param name="number">Unique among the subsegments of this process.</param>
    /// <param name="id">Receives 16 hexadecimal digits.</param>
    public void MakeSegmentId(ulong number, Span<byte> id)
    {
        _ = Utf8Parser.TryParse(_parentId, out ulong parent, out _, 'x');
        ulong z = parent + (number * 0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        _ = Utf8Formatter.TryFormat(z, id, out _, new StandardFormat('x', SegmentIdLength));
    }
}
