
namespace Authorizer.Lambda.Fetching;

/// <summary>The outcome of a fetch.</summary>
/// <param name="Problem">The reason for a failure, as one sentence. <see langword="null"/> on success.</param>
/// <param name="FirstProblem">
/// The reason why the first of two attempts failed. <see langword="null"/> if there was only one attempt.
/// </param>
internal readonly record struct FetchOutcome(string? Problem, string? FirstProblem);
