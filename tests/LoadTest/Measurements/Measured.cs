using System.Text.Json.Serialization;

namespace LoadTest.Measurements;

/// <summary>What one fresh sandbox showed. Times are in milliseconds, sizes in bytes.</summary>
/// <param name="ExecToPoll">From execution to its first request for an event.</param>
/// <param name="FirstAnswer">From handing out the first event to the answer.</param>
/// <param name="Warm">Median of later answers, each to a token that was never seen before.</param>
/// <param name="WarmSlowest">The slowest of those.</param>
/// <param name="Repeated">Median of answers to a token that was seen before.</param>
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
    /// <summary>From execution to the first answer. What the harness does between poll and event does not count.</summary>
    [JsonPropertyOrder(-1)]
    public double ExecToFirstAnswer => ExecToPoll + FirstAnswer;
}
