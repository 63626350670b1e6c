using System.Collections.Concurrent;

namespace RuntimeApiEmulator;

/// <summary>Ways in which a sandbox's Runtime API may misbehave, for tests of the runtime client.</summary>
public sealed class RuntimeApiFaults
{
    /// <summary>Send events in chunks of this many bytes (RFC 9112, section 7.1); 0 sends them as Lambda does.</summary>
    public int ChunkBytes { get; set; }

    /// <summary>Send events of any size with a content length.</summary>
    public bool WithLength { get; set; }

    /// <summary>Hand out events that are larger than Lambda's limit.</summary>
    public bool AnySize { get; set; }

    /// <summary>Send responses in TCP segments of this many bytes; 0 sends each at once.</summary>
    public int SegmentBytes { get; set; }

    /// <summary>Statuses for the next answers of the function, instead of accepting them.</summary>
    public ConcurrentQueue<int> AnswerStatuses { get; } = new();

    /// <summary>Close the connection instead of handing out the next event.</summary>
    public bool CloseOnNext { get; set; }

    /// <summary>Answer the next poll with this status and no event; 0 turns this off.</summary>
    public int NextStatus { get; set; }
}
