
namespace Authorizer.Lambda.Fetching;

/// <summary>How a fetch ended.</summary>
/// <param name="Problem">Why there is no document, in one sentence; <see langword="null"/> for success.</param>
/// <param name="FirstProblem">Why the first of two attempts failed; <see langword="null"/> if there was only one.</param>
internal readonly record struct FetchOutcome(string? Problem, string? FirstProblem);
