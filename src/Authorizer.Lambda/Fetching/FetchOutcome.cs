
namespace Authorizer.Lambda.Fetching;

/// <summary>How a fetch ended.</summary>
/// <param name="Problem">The reason for the failure, as one sentence; <see langword="null"/> on success.</param>
/// <param name="FirstProblem">Why the first of two attempts failed; <see langword="null"/> if there was only one.</param>
internal readonly record struct FetchOutcome(string? Problem, string? FirstProblem);
