
namespace Authorizer.Options;

/// <summary>A claim that is copied into the context.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Key">Its key in the context: every character outside <c>[A-Za-z0-9_]</c> replaced by <c>_</c>.</param>
internal sealed record ContextClaim(string Claim, string Key);
