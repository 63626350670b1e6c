using System;
using Authorizer.Json;

namespace Authorizer.Lambda.Telemetry;

/// <summary>
/// Writes metrics into a log line (Amazon CloudWatch user guide: "Specification: Embedded metric format"). A constant description comes
/// first. Metrics and dimensions follow, with names that begin with a capital letter. AWS bills each combination of dimension values as one
/// metric, so only the metric <c>Decisions</c> has dimensions other than the function's name.
/// </summary>
internal static class EmbeddedMetrics
{
    private static ReadOnlySpan<byte> AllowedDecision =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"DurationUs","Unit":"Microseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"CacheHits","Unit":"Count"}]},{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Decision"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> RefusedDecision =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"DurationUs","Unit":"Microseconds"},{"Name":"ColdStarts","Unit":"Count"},{"Name":"CacheHits","Unit":"Count"}]},{"Namespace":"Authorizer","Dimensions":[["FunctionName"],["FunctionName","Decision"],["FunctionName","Reason"]],"Metrics":[{"Name":"Decisions","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> Shadow =>
        """{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"ShadowDifferences","Unit":"Count"}]}"""u8;

    private static ReadOnlySpan<byte> KeyFetch =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"KeyFetches","Unit":"Count"},{"Name":"KeyFetchFailures","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> PolicyFallback =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"PolicyFallbacks","Unit":"Count"}]}]"""u8;

    private static ReadOnlySpan<byte> TlsRootsFallback =>
        """[{"Namespace":"Authorizer","Dimensions":[["FunctionName"]],"Metrics":[{"Name":"TlsRootsFallbacks","Unit":"Count"}]}]"""u8;

    /// <summary>Writes the metrics of a decision.</summary>
    /// <param name="reason">The error code. Empty if the call is allowed.</param>
    /// <param name="coldStart">Whether this is the first decision of the process.</param>
    /// <param name="cacheHit">Whether an earlier call verified the token.</param>
    public static void WriteDecision(
        ref JsonWriter writer,
        ReadOnlySpan<byte> functionName,
        ReadOnlySpan<byte> decision,
        ReadOnlySpan<byte> reason,
        scoped in InvocationFacts invocation,
        bool coldStart,
        bool cacheHit)
    {
        Describe(ref writer, reason.IsEmpty ? AllowedDecision : RefusedDecision, invocation.Shadow.WasEvaluated ? Shadow : default);
        writer.Member("FunctionName"u8, functionName);
        writer.Member("Decision"u8, decision);
        if (!reason.IsEmpty)
        {
            writer.Member("Reason"u8, reason);
        }

        Metric(ref writer, "Decisions"u8, 1);
        Metric(ref writer, "DurationUs"u8, invocation.DurationMicroseconds);
        Metric(ref writer, "ColdStarts"u8, coldStart ? 1 : 0);
        Metric(ref writer, "CacheHits"u8, cacheHit ? 1 : 0);
        if (invocation.Shadow.WasEvaluated)
        {
            Metric(ref writer, "ShadowDifferences"u8, invocation.Shadow.Differs ? 1 : 0);
        }
    }

    /// <summary>Writes the metrics of a fetch of keys.</summary>
    public static void WriteKeyFetch(ref JsonWriter writer, ReadOnlySpan<byte> functionName, bool failed)
    {
        Describe(ref writer, KeyFetch);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "KeyFetches"u8, 1);
        Metric(ref writer, "KeyFetchFailures"u8, failed ? 1 : 0);
    }

    /// <summary>Writes the metric of a policy that lists only the requested route instead of everything the caller may call.</summary>
    public static void WritePolicyFallback(ref JsonWriter writer, ReadOnlySpan<byte> functionName)
    {
        Describe(ref writer, PolicyFallback);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "PolicyFallbacks"u8, 1);
    }

    /// <summary>
    /// Writes the metric of a connection that used the system's trust anchors, because the shipped Amazon roots did not verify the server.
    /// </summary>
    public static void WriteTlsRootsFallback(ref JsonWriter writer, ReadOnlySpan<byte> functionName)
    {
        Describe(ref writer, TlsRootsFallback);
        writer.Member("FunctionName"u8, functionName);
        Metric(ref writer, "TlsRootsFallbacks"u8, 1);
    }

    private static void Describe(ref JsonWriter writer, ReadOnlySpan<byte> metrics, ReadOnlySpan<byte> more = default)
    {
        writer.Name("_aws"u8);
        writer.StartObject();
        Metric(ref writer, "Timestamp"u8, (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMillisecond);
        writer.Name("CloudWatchMetrics"u8);
        if (more.IsEmpty)
        {
            writer.Raw(metrics);
        }
        else
        {
            // The brackets of the array are removed, so that another description can be appended.
            writer.StartArray();
            writer.Raw(metrics[1..^1]);
            writer.Raw(more);
            writer.EndArray();
        }

        writer.EndObject();
    }

    private static void Metric(ref JsonWriter writer, ReadOnlySpan<byte> name, long value)
    {
        writer.Name(name);
        writer.Number(value);
    }
}
