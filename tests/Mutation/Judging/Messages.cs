using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Mutation.Judging;

/// <summary>A question to a worker: which test detects a mutant? Mutant 0 is the original code.</summary>
internal sealed record Question(int Mutant, IReadOnlyList<TestLimit> Tests);

/// <summary>A test and its time limit.</summary>
internal sealed record TestLimit(string Name, int Milliseconds);

/// <summary>A worker's answer.</summary>
/// <param name="Verdict">The verdict on the mutant.</param>
/// <param name="Test">The test that detected it.</param>
/// <param name="Message">The test's message.</param>
internal sealed record Answer(Verdict Verdict, string? Test = null, string? Message = null);

/// <summary>The mutants that a test reached in the first run.</summary>
internal sealed record ReachedBy(string Test, int Milliseconds, string? Failure, IReadOnlyList<int> Mutants);

/// <summary>The verdict on a mutant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>No test reaches it.</summary>
    NotCovered,

    /// <summary>Every test that reaches it passes.</summary>
    Survived,

    /// <summary>A test fails because of it.</summary>
    Killed,

    /// <summary>A test does not end because of it.</summary>
    TimedOut,

    /// <summary>A test ends the process because of it.</summary>
    Crashed,

    /// <summary>A test fails with it and afterwards without it: this process is not used any more.</summary>
    Unsure,
}
