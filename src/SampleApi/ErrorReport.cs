namespace SampleApi;

/// <summary>An error object for the Runtime API.</summary>
/// <param name="ErrorMessage">A description of the error.</param>
internal sealed record ErrorReport(string ErrorType, string ErrorMessage);
