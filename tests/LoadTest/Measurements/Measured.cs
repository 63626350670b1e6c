using System.Text.Json.Serialization;

namespace LoadTest.Measurements;

/// <summary>The measurements of one fresh sandbox. Times are in milliseconds, sizes in bytes.</summary>
/// <param name="ExecToPoll">The time from exec to the first request for an event.</param>
/// <param name="FirstAnswer">The time from the first event to its answer.</param>
/// <param name="Warm">The median time of later answers to new tokens.</param>
/// <param name="WarmSlowest">The longest time of later answers to new tokens.</param>
/// <param name="Repeated">The median time of answers to a repeated token.</param>
/// <param name="Cpu">The CPU time of all threads until the first answer.</param>
/// <param name="PeakMemory">The largest resident memory, read at the end.</param>
/// <param name="ReadFromDisk">The bytes read from disk until the first answer.</param>
/// <param name="MinorFaults">The page faults until the first answer that were served from memory.</param>
/// <param name="MajorFaults">The page faults until the first answer that were served from disk.</param>
internal sealed record Measured(
    double ExecToPoll,
    double FirstAnswer,
    double Warm,
    double WarmSlowest,
    double Repeated,
    double Cpu,
    double PeakMemory,
    double ReadFromDisk,
    double MinorFaults,
    double MajorFaults)
{
    /// <summary>The time from exec to the first answer, without the work of the harness between poll and event.</summary>
    [JsonPropertyOrder(-1)]
    public double ExecToFirstAnswer => ExecToPoll + FirstAnswer;
}
