using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Mutation.Judging;

/// <summary>What a worker is asked: which tests notice a mutant. Mutant 0 is the original code.</summary>
internal sealed record Question(int Mutant, IReadOnlyList<TestLimit> Tests);

/// <summary>A test, and how long it may take.</summary>
internal sealed record TestLimit(string Name, int Milliseconds);

/// <summary>What a worker answers.</summary>
/// <param name="Verdict">What became of the mutant.</param>
/// <param name="Test">The test that noticed it.</param>
/// <param name="Message">What the test said.</param>
internal sealed record Answer(Verdict Verdict, string? Test = null, string? Message = null);

/// <summary>What a test reached in the first run.</summary>
internal sealed record ReachedBy(string Test, int Milliseconds, string? Failure, IReadOnlyList<int> Mutants);

/// <summary>What became of a mutant.</summary>
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

    /// <summary>A test fails with it and afterwards without it: this process judges no more.</summary>
    Unsure,
}
