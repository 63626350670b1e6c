using System.Text;
using System.Text.Json;

namespace RuntimeApiEmulator;

/// <summary>The result of one invocation.</summary>
/// <param name="Kind">How the invocation ended.</param>
/// <param name="Payload">The bytes of the answer or of the error. Empty if there are none.</param>
/// <param name="InvocationIdEchoed">Whether the answer repeated <c>Lambda-Runtime-Invocation-Id</c>.</param>
public sealed record InvocationResult(InvocationResultKind Kind, string RequestId, byte[] Payload, bool InvocationIdEchoed)
{
    /// <summary>The payload as text.</summary>
    public string Text => Encoding.UTF8.GetString(Payload);

    /// <summary>
    /// The error type in the platform's records (<c>platform.report</c>). It comes from <c>Lambda-Runtime-Function-Error-Type</c>. Lambda
    /// accepts only types of the forms <c>Runtime.…</c> and <c>Function.…</c>. The invoker sees only the payload.
    /// </summary>
    public string? ReportedType { get; init; }

    /// <summary>The <c>errorType</c> in the payload, or <see langword="null"/> if the payload is not an error object.</summary>
    public string? ErrorType => ErrorMember("errorType");

    /// <summary>The <c>errorMessage</c> in the payload, or <see langword="null"/> if the payload is not an error object.</summary>
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
            // A runtime can report any bytes. They need not be an error object.
            return null;
        }
    }
}
