using System;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace RuntimeApiEmulator;

/// <summary>The errors that Lambda itself returns, and the error types that Lambda accepts.</summary>
internal static partial class FunctionErrors
{
    // If a signal ended a process, .NET and shells report this number plus the signal's number as the exit code.
    private const int SignalBase = 128;

    /// <summary>Returns the error for an answer that is larger than Lambda accepts.</summary>
    /// <returns>The error body for the invoker.</returns>
    public static byte[] AnswerTooLarge(int bytes) => Payload(
        "Function.ResponseSizeTooLarge",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Response payload size ({bytes} bytes) exceeded maximum allowed payload size ({RuntimeApiServer.MaxPayloadBytes} bytes)."));

    /// <summary>
    /// Returns the error for an event that is larger than Lambda accepts (AWS documentation: "Invoke", <c>RequestTooLargeException</c>).
    /// </summary>
    /// <returns>The error body for the invoker.</returns>
    public static byte[] EventTooLarge(int bytes) => Payload(
        "RequestTooLargeException",
        string.Create(CultureInfo.InvariantCulture, $"{bytes} byte payload is too large for the RequestResponse invocation type (limit {RuntimeApiServer.MaxPayloadBytes} bytes)"));

    /// <summary>Returns the error for a process that ended before it answered.</summary>
    /// <returns>The error body for the invoker.</returns>
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

    /// <summary>Returns the error for a function that timed out.</summary>
    /// <returns>The error body for the invoker.</returns>
    public static byte[] TimedOut(string requestId, TimeSpan timeout) => Payload(
        "Sandbox.Timedout",
        string.Create(CultureInfo.InvariantCulture, $"RequestId: {requestId} Error: Task timed out after {timeout.TotalSeconds:F2} seconds"));

    /// <summary>Returns the error type for the platform's records.</summary>
    /// <returns>
    /// The value of <c>Lambda-Runtime-Function-Error-Type</c>, or an <c>Unknown</c> type if Lambda does not accept the value.
    /// </returns>
    public static string Recorded(string? type) =>
        type is null ? "Runtime.Unknown"
        : Known().IsMatch(type) ? type
        : type.StartsWith("Function.", StringComparison.Ordinal) ? "Function.Unknown"
        : "Runtime.Unknown";

    private static byte[] Payload(string type, string message) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["errorType"] = type, ["errorMessage"] = message });

    // The pattern is not anchored, as in Lambda's code (fatalerror.GetValidRuntimeOrFunctionErrorType).
    [GeneratedRegex(@"(Runtime|Function)\.[A-Z][a-zA-Z]+", RegexOptions.ExplicitCapture)]
    private static partial Regex Known();
}
