namespace RuntimeApiEmulator;

/// <summary>The state of a runtime, with the names from the messages of Lambda's own server.</summary>
internal enum RuntimeState
{
    /// <summary>The process runs and has not requested an event yet.</summary>
    Started,

    /// <summary>The runtime reported that it cannot start. All further reports are refused.</summary>
    InitError,

    /// <summary>The runtime waits for an event.</summary>
    Ready,

    /// <summary>The runtime has an event and has not answered it.</summary>
    Running,

    /// <summary>The runtime has answered. The invocation ends when the runtime requests the next event.</summary>
    RuntimeResponseSentState,
}
