using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Mutation.Judging;

/// <summary>A message to a worker. It asks which test detects a mutant. Mutant 0 is the original code.</summary>
internal sealed record Question(int Mutant, IReadOnlyList<TestLimit> Tests);

/// <summary>A test and its time limit.</summary>
internal sealed record TestLimit(string Name, int Milliseconds);

/// <summary>The answer of a worker.</summary>
/// <param name="Verdict">The verdict on the mutant.</param>
/// <param name="Test">The test that detected the mutant.</param>
/// <param name="Message">The failure message of the test.</param>
internal sealed record Answer(Verdict Verdict, string? Test = null, string? Message = null);

/// <summary>The mutants that a test reached in the first run.</summary>
internal sealed record ReachedBy(string Test, int Milliseconds, string? Failure, IReadOnlyList<int> Mutants);

/// <summary>The verdict on a mutant.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
internal enum Verdict
{
    /// <summary>No test reaches the mutant.</summary>
    NotCovered,

    /// <summary>Every test that reaches the mutant passes.</summary>
    Survived,

    /// <summary>A test fails because of the mutant.</summary>
    Killed,

    /// <summary>A test does not end because of the mutant.</summary>
    TimedOut,

    /// <summary>A test ends the process because of the mutant.</summary>
    Crashed,

    /// <summary>A test fails with the mutant and then also without it. The process is not used again.</summary>
    Unsure,
}
