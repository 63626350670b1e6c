using System.Diagnostics;
using Authorizer.Lambda.Configuration;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Logs one fetch of keys. When the fetch ends, it writes a line with metrics. If the call is sampled, it also sends an X-Ray subsegment.
/// </summary>
internal readonly struct KeyFetchLog(Log log, string issuer)
{
    private readonly Log _log = log;
    private readonly string _issuer = issuer;
    private readonly TraceContext? _trace = log.Tracer?.Current;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>Logs the end of the fetch.</summary>
    /// <param name="problem">The reason for a failure, or <see langword="null"/> on success.</param>
    /// <param name="firstProblem">
    /// The reason why the first of two attempts failed, or <see langword="null"/> if there was only one attempt.
    /// </param>
    public void End(string? problem, string? firstProblem)
    {
        long duration = (long)Stopwatch.GetElapsedTime(_started).TotalMicroseconds;
        _log.Tracer?.SendKeyFetch(_trace, failed: problem is not null, duration);
        _log.Write(
            problem is null ? LogLevel.Info : LogLevel.Warn,
            problem is null ? "The issuer's keys were fetched."u8 : "The issuer's keys could not be fetched."u8,
            (_log, _issuer, problem, firstProblem, duration),
            static (ref writer, scoped in fetch) =>
            {
                Log.Text(ref writer, "issuer", fetch._issuer);
                Log.Text(ref writer, "problem", fetch.problem);
                Log.Text(ref writer, "firstProblem", fetch.firstProblem);
                writer.Name("durationUs"u8);
                writer.Number(fetch.duration);
                EmbeddedMetrics.WriteKeyFetch(ref writer, fetch._log.FunctionName, failed: fetch.problem is not null);
            });
    }
}
