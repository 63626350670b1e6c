using System.Diagnostics;
using Authorizer.Lambda.Configuration;

namespace Authorizer.Lambda.Telemetry;

/// <summary>One fetch of keys for the log: one line when it ends, with its metrics, and a subsegment where its call is sampled.</summary>
internal readonly struct KeyFetchLog(Log log, string issuer)
{
    private readonly Log _log = log;
    private readonly string _issuer = issuer;
    private readonly TraceContext? _trace = log.Tracer?.Current;
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The fetch has ended.</summary>
    /// <param name="problem">Why there are no keys, or <see langword="null"/> for success.</param>
    /// <param name="firstProblem">Why the first of two attempts failed, or <see langword="null"/>.</param>
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
