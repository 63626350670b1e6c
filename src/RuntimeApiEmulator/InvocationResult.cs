using System.Text;
using System.Text.Json;

namespace RuntimeApiEmulator;

/// <summary>The result of one invocation.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Payload">The answer's or the error's bytes; empty if there are none.</param>
/// <param name="InvocationIdEchoed">Whether the answer repeated <c>Lambda-Runtime-Invocation-Id</c>.</param>
public sealed record InvocationResult(InvocationResultKind Kind, string RequestId, byte[] Payload, bool InvocationIdEchoed)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>
    /// The error type in the platform's records (<c>platform.report</c>): <c>Lambda-Runtime-Function-Error-Type</c>, of which
    /// Lambda accepts <c>Runtime.…</c> and <c>Function.…</c>. The invoker sees only the payload.
    /// </summary>
    public string? ReportedType { get; init; }

    /// <summary>The <c>errorType</c> of an error, or <see langword="null"/>.</summary>
    public string? ErrorType => ErrorMember("errorType");

    /// <summary>The <c>errorMessage</c> of an error, or <see langword="null"/>.</summary>
    public string? ErrorMessage => ErrorMember("errorMessage");

    private string? ErrorMember(string name)
    {
        if (Kind is InvocationResultKind.Response or InvocationResultKind.AnswerRefused)
        {
            return null;
        }

        try
        {
            using var error = JsonDocument.Parse(Payload);
            return error.RootElement.ValueKind == JsonValueKind.Object
                && error.RootElement.TryGetProperty(name, out JsonElement member)
                && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        }
        catch (JsonException)
        {
            // A runtime may report anything. A payload that is not an error object has neither member.
            return null;
        }
    }
}
