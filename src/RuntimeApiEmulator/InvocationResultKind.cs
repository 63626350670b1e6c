namespace RuntimeApiEmulator;

/// <summary>How an invocation ended.</summary>
public enum InvocationResultKind
{
    /// <summary>The process ended before it answered.</summary>
    Crashed,

    /// <summary>The function timed out.</summary>
    TimedOut,

    /// <summary>The function reported that it cannot start.</summary>
    InitError,

    /// <summary>The function answered, and the emulator refused the answer on purpose (<see cref="RuntimeApiFaults.AnswerStatuses"/>).</summary>
    AnswerRefused,

    /// <summary>The event was larger than Lambda accepts, and no sandbox received it.</summary>
    EventTooLarge,

    /// <summary>The function reported an error, or its answer was larger than Lambda accepts.</summary>
    FunctionError,

    /// <summary>The function answered.</summary>
    Response,
}
