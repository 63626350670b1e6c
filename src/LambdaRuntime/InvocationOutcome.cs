namespace LambdaRuntime;

/// <summary>Whether a handler answered or failed. The default value is a failure.</summary>
public readonly struct InvocationOutcome
{
    private readonly bool _isResponse;
    private readonly string? _errorType;

    private InvocationOutcome(bool isResponse, string? errorType)
    {
        _isResponse = isResponse;
        _errorType = errorType;
    }

    /// <summary>The handler wrote an answer.</summary>
    public static InvocationOutcome Response => new(isResponse: true, errorType: null);

    /// <summary>The error type to report, or <see langword="null"/> if the handler answered.</summary>
    public string? ErrorType => _isResponse ? null : _errorType ?? "Runtime.Unknown";

    /// <summary>The handler wrote an error object: <c>{"errorType", "errorMessage"}</c>.</summary>
    /// <param name="errorType">
    /// The error type, in ASCII. <c>Lambda-Runtime-Function-Error-Type</c> contains it in the form that Lambda records: <c>Function.…</c>.
    /// </param>
    public static InvocationOutcome Error(string errorType) => new(isResponse: false, errorType);
}
