namespace RuntimeApiEmulator;

/// <summary>How an invocation ended.</summary>
public enum InvocationResultKind
{
    /// <summary>The process ended before it answered.</summary>
    Crashed,

    /// <summary>The function's time was over.</summary>
    TimedOut,

    /// <summary>The function reported that it cannot start.</summary>
    InitError,

    /// <summary>The function answered, and its answer was refused on purpose (<see cref="RuntimeApiFaults.AnswerStatuses"/>).</summary>
    AnswerRefused,

    /// <summary>The event was larger than Lambda takes, and no sandbox saw it.</summary>
    EventTooLarge,

    /// <summary>The function reported an error, or its answer was larger than Lambda takes.</summary>
    FunctionError,

    /// <summary>The function answered.</summary>
    Response,
}
