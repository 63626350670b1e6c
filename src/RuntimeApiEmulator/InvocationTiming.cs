namespace RuntimeApiEmulator;

/// <summary>Moments of one invocation, as <see cref="System.Diagnostics.Stopwatch"/> timestamps; 0 where one never came.</summary>
/// <param name="Invoked">The caller asked.</param>
/// <param name="HandedOut">The event was about to be sent to the sandbox.</param>
/// <param name="Answered">The answer was received whole.</param>
public readonly record struct InvocationTiming(long Invoked, long HandedOut, long Answered);
