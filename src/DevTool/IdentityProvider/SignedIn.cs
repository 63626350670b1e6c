namespace DevTool.IdentityProvider;

/// <summary>The tokens of a sign-in.</summary>
/// <param name="RefreshToken">The refresh token; none after a refresh, because the old one stays valid.</param>
internal sealed record SignedIn(string AccessToken, string IdToken, string? RefreshToken);
