using System.Collections.Concurrent;

namespace RuntimeApiEmulator;

/// <summary>Ways in which a sandbox's Runtime API can misbehave, for tests of the runtime client.</summary>
public sealed class RuntimeApiFaults
{
    /// <summary>Send events in chunks of this many bytes (RFC 9112, section 7.1). If 0, send events as Lambda does.</summary>
    public int ChunkBytes { get; set; }

    /// <summary>Send events of any size with a content length.</summary>
    public bool WithLength { get; set; }

    /// <summary>Send events to the runtime even if they are larger than Lambda's limit.</summary>
    public bool AnySize { get; set; }

    /// <summary>Send responses in TCP segments of this many bytes. If 0, send each response at once.</summary>
    public int SegmentBytes { get; set; }

    /// <summary>Refuse the function's next answers, each with one of these statuses.</summary>
    public ConcurrentQueue<int> AnswerStatuses { get; } = new();

    /// <summary>Close the connection instead of sending the next event.</summary>
    public bool CloseOnNext { get; set; }

    /// <summary>Answer the next poll with this status and no event. If 0, the next poll is answered normally.</summary>
    public int NextStatus { get; set; }
}
