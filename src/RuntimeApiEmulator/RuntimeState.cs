namespace RuntimeApiEmulator;

/// <summary>The state of a runtime, with the names from the messages of Lambda's own server.</summary>
internal enum RuntimeState
{
    /// <summary>The process runs and has not requested an event yet.</summary>
    Started,

    /// <summary>It reported that it cannot start; nothing more is accepted.</summary>
    InitError,

    /// <summary>It waits for an event.</summary>
    Ready,

    /// <summary>It has an event and has not answered.</summary>
    Running,

    /// <summary>It has answered; the invocation ends when it requests the next event.</summary>
    RuntimeResponseSentState,
}
