using System.Text.Json.Serialization;

namespace LoadTest.Measurements;

/// <summary>The measurements of one fresh sandbox. Times are in milliseconds, sizes in bytes.</summary>
/// <param name="ExecToPoll">From exec to its first request for an event.</param>
/// <param name="FirstAnswer">From sending the first event to the answer.</param>
/// <param name="Warm">Median of later answers, each with a new token.</param>
/// <param name="WarmSlowest">The slowest of those.</param>
/// <param name="Repeated">Median of answers to a repeated token.</param>
/// <param name="Cpu">CPU time of all threads until the first answer.</param>
/// <param name="PeakMemory">The most memory ever resident, read at the end.</param>
/// <param name="ReadFromDisk">Bytes read from disk until the first answer.</param>
/// <param name="MinorFaults">Page faults until the first answer, served from memory.</param>
/// <param name="MajorFaults">Page faults until the first answer, served from disk.</param>
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
    /// <summary>From execution to the first answer. Excludes the work of the harness between poll and event.</summary>
    [JsonPropertyOrder(-1)]
    public double ExecToFirstAnswer => ExecToPoll + FirstAnswer;
}
