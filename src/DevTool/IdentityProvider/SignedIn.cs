namespace DevTool.IdentityProvider;

/// <summary>The tokens of a sign-in.</summary>
/// <param name="RefreshToken">The refresh token; <see langword="null"/> after a refresh, because the old refresh token remains valid.</param>
internal sealed record SignedIn(string AccessToken, string IdToken, string? RefreshToken);
