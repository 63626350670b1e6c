using System;
using Authorizer.Json;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// The metrics in a log line (Amazon CloudWatch user guide: "Specification: Embedded metric format"): a description of them, which
/// is always the same, and members whose names begin with a capital, which are the metrics and their dimensions. Every
/// combination of dimension values is a metric that is paid for, so only the number of decisions is told apart by them.
/// </summary>
internal static class EmbeddedMetrics
{
    private static ReadOnlySpan<byte> AllowedDecision =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"DurationUs","Unit":"Microseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"CacheHits","Unit":"Count"}]},{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Decision"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> RefusedDecision =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"DurationUs","Unit":"Microseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"CacheHits","Unit":"Count"}]},{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Decision"],["FunctionName","Reason"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> KeyFetch =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"KeyFetches","Unit":"Count"},{"Name":"KeyFetchFailures","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> PolicyFallback =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"PolicyFallbacks","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> TlsRootsFallback =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"TlsRootsFallbacks","Unit":"Count"}]}]"""u8;

    /// <summary>Writes the metrics of a decision.</summary>
    /// <param name="reason">The error code; empty for none.</param>
    /// <param name="coldStart">Whether it was the first of this process.</param>
    /// <param name="cacheHit">Whether the token was verified by an earlier call.</param>
    public static void WriteDecision(
        ref JsonWriter writer,
        ReadOnlySpan<byte> functionName,
        ReadOnlySpan<byte> decision,
        ReadOnlySpan<byte> reason,
        long durationMicroseconds,
        bool coldStart,
        bool cacheHit)
    {
        Describe(ref writer, reason.IsEmpty ? AllowedDecision : RefusedDecision);
        writer.Member("FunctionName"u8, functionName);
        writer.Member("Decision"u8, decision);
        if (!reason.IsEmpty)
        {
            writer.Member("Reason"u8, reason);
        }

        Metric(ref writer, "Decisions"u8, 1);
        Metric(ref writer, "DurationUs"u8, durationMicroseconds);
        Metric(ref writer, "ColdStarts"u8, coldStart ? 1 : 0);
        Metric(ref writer, "CacheHits"u8, cacheHit ? 1 : 0);
    }

    /// <summary>Writes the metrics of a fetch of keys.</summary>
    /// <param name="failed">Whether there are no keys to show for it.</param>
    public static void WriteKeyFetch(ref JsonWriter writer, ReadOnlySpan<byte> functionName, bool failed)
    {
        Describe(ref writer, KeyFetch);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "KeyFetches"u8, 1);
        Metric(ref writer, "KeyFetchFailures"u8, failed ? 1 : 0);
    }

    /// <summary>Writes the metric of a policy that names the requested route instead of everything the caller may do.</summary>
    public static void WritePolicyFallback(ref JsonWriter writer, ReadOnlySpan<byte> functionName)
    {
        Describe(ref writer, PolicyFallback);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "PolicyFallbacks"u8, 1);
    }

    /// <summary>Writes the metric of a connection that fell back from the shipped Amazon roots to the system's trust anchors.</summary>
    public static void WriteTlsRootsFallback(ref JsonWriter writer, ReadOnlySpan<byte> functionName)
    {
        Describe(ref writer, TlsRootsFallback);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "TlsRootsFallbacks"u8, 1);
    }

    private static void Describe(ref JsonWriter writer, ReadOnlySpan<byte> metrics)
    {
        writer.Name("_aws"u8);
        writer.StartObject();
        Metric(ref writer, "Timestamp"u8, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond);
        writer.Name("CloudWatchMetrics"u8);
        writer.Raw(metrics);
        writer.EndObject();
    }

    private static void Metric(ref JsonWriter writer, ReadOnlySpan<byte> name, long value)
    {
        writer.Name(name);
        writer.Number(value);
    }
}
