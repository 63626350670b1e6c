
namespace Authorizer.Options;

/// <summary>A claim that is copied into the context.</summary>
/// <param name="Claim">The claim's name.</param>
/// <param name="Key">
/// The claim's key in the context. It is the claim's name, in which <c>_</c> replaces every character outside <c>[A-Za-z0-9_]</c>.
/// </param>
internal sealed record ContextClaim(string Claim, string Key);
