namespace RuntimeApiEmulator;

/// <summary>Where a runtime stands in its life; the names are those in the messages of Lambda's own server.</summary>
internal enum RuntimeState
{
    /// <summary>The process runs and has asked for nothing yet.</summary>
    Started,

    /// <summary>It reported that it cannot start; nothing more is accepted.</summary>
    InitError,

    /// <summary>It waits for an event.</summary>
    Ready,

    /// <summary>It has an event and has not answered.</summary>
    Running,

    /// <summary>It has answered; the invocation ends when it asks for the next event.</summary>
    RuntimeResponseSentState,
}
