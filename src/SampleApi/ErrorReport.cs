namespace SampleApi;

/// <summary>An error as the Runtime API takes it.</summary>
/// <param name="ErrorMessage">What happened.</param>
internal sealed record ErrorReport(string ErrorType, string ErrorMessage);
