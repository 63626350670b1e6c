namespace DevTool.IdentityProvider;

/// <summary>What a sign-in gives.</summary>
/// <param name="RefreshToken">The refresh token; none after a refresh, where the old one goes on.</param>
internal sealed record SignedIn(string AccessToken, string IdToken, string? RefreshToken);
