using System;
using System.Buffers;
using System.Buffers.Text;

namespace Authorizer.Lambda.Telemetry;

/// <summary>The trace and the segment that a sampled call belongs to, kept as long as anything of the call is going on.</summary>
/// <param name="parentId">The segment, 16 hexadecimal digits.</param>
internal sealed class TraceContext(ReadOnlySpan<byte> traceId, ReadOnlySpan<byte> parentId)
{
    /// <summary>The length of a segment's id.</summary>
    public const int SegmentIdLength = 16;

    private readonly byte[] _traceId = traceId.ToArray();
    private readonly byte[] _parentId = parentId.ToArray();

    /// <summary>The trace.</summary>
    public ReadOnlySpan<byte> TraceId => _traceId;

    /// <summary>The segment.</summary>
    public ReadOnlySpan<byte> ParentId => _parentId;

    /// <summary>
    /// Makes the id of a subsegment. It has to differ within the trace, and need not be secret: the parent's id is random, so it
    /// and a number make another one (the mixing function of SplitMix64; Steele, Lea, Flood, 2014).
    /// </summary>
    /// <param name="number">A number no other subsegment of this process has.</param>
    /// <param name="id">Takes 16 hexadecimal digits.</param>
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
