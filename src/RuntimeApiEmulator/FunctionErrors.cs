using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RuntimeApiEmulator;

/// <summary>The errors that Lambda itself words, and the error types that it keeps.</summary>
internal static partial class FunctionErrors
{
    // .NET's way to tell a signal, which is also the shell's.
    private const int SignalBase = 128;

    /// <summary>The function's answer is larger than Lambda takes.</summary>
    /// <returns>What the invoker gets.</returns>
    public static byte[] AnswerTooLarge(int bytes) => Payload(
        "Function.ResponseSizeTooLarge",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Response payload size ({bytes} bytes) exceeded maximum allowed payload size ({RuntimeApiServer.MaxPayloadBytes} bytes)."));

    /// <summary>The event is larger than Lambda takes (AWS documentation: "Invoke", <c>RequestTooLargeException</c>).</summary>
    /// <returns>What the invoker gets.</returns>
    public static byte[] EventTooLarge(int bytes) => Payload(
        "RequestTooLargeException",
        string.Create(CultureInfo.InvariantCulture, $"{bytes} byte payload is too large for the RequestResponse invocation type (limit {RuntimeApiServer.MaxPayloadBytes} bytes)"));

    /// <summary>The process ended before it answered.</summary>
    /// <returns>What the invoker gets.</returns>
    public static byte[] Exited(string requestId, int exitCode)
    {
        string how = exitCode switch
        {
            0 => "Runtime exited without providing a reason",
            SignalBase + 6 => "Runtime exited with error: signal: aborted",
            SignalBase + 9 => "Runtime exited with error: signal: killed",
            SignalBase + 11 => "Runtime exited with error: signal: segmentation fault",
            SignalBase + 15 => "Runtime exited with error: signal: terminated",
            _ => string.Create(CultureInfo.InvariantCulture, $"Runtime exited with error: exit status {exitCode}"),
        };
        return Payload("Runtime.ExitError", $"RequestId: {requestId} Error: {how}");
    }

    /// <summary>The function's time was over.</summary>
    /// <returns>What the invoker gets.</returns>
    public static byte[] TimedOut(string requestId, TimeSpan timeout) => Payload(
        "Sandbox.Timedout",
        string.Create(CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:F2} seconds"));

    /// <summary>What the platform's records show of <c>Lambda-Runtime-Function-Error-Type</c>.</summary>
    /// <returns>The value, or a general one in its place.</returns>
    public static string Recorded(string? type) =>
        type is null ? "Runtime.Unknown"
        : Known().IsMatch(type) ? type
        : type.StartsWith("Function.", StringComparison.Ordinal) ? "Function.Unknown"
        : "Runtime.Unknown";

    private static byte[] Payload(string type, string message) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["errorType"] = type, ["errorMessage"] = message });

    // Not anchored, as in Lambda's code (fatalerror.GetValidRuntimeOrFunctionErrorType).
    [GeneratedRegex(@"(Runtime|Function)\.[A-Z][a-zA-Z]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Known();
}
