namespace DevTool.IdentityProvider;

/// <summary>What a sign-in gives.</summary>
/// <param name="AccessToken">The access token.</param>
/// <param name="IdToken">The id token.</param>
/// <param name="RefreshToken">The refresh token; none after a refresh, where the old one goes on.</param>
internal sealed record SignedIn(string AccessToken, string IdToken, string? RefreshToken);
