using System;

namespace DevTool.Explaining;

/// <summary>The call to explain, and the authorizer's configuration.</summary>
internal sealed record ExplainRequest
{
    /// <summary>Returns the value of an environment variable of the authorizer, or <see langword="null"/> if it is not set.</summary>
    public required Func<string, string?> Variables { get; init; }

    /// <summary>The name of the permissions file in messages.</summary>
    public required string PermissionsName { get; init; }

    public required byte[] Permissions { get; init; }

    /// <summary>The event that the authorizer receives.</summary>
    public required byte[] Event { get; init; }

    /// <summary>The token in the event, or <see langword="null"/>. Missing settings are guessed from the token.</summary>
    public string? Token { get; init; }

    /// <summary>Pinned keys in the format of <c>AUTHORIZER_JWKS_FILE</c>, or <see langword="null"/>.</summary>
    public byte[]? Jwks { get; init; }

    /// <summary>The name of the caller in sentences.</summary>
    public string CallerName { get; init; } = "the caller";

    /// <summary>Whether fetching keys from the issuer is allowed.</summary>
    public bool Fetch { get; init; }

    /// <summary>The address to fetch keys from instead of the issuer, or <see langword="null"/>.</summary>
    public Uri? JwksUri { get; init; }
}
