using System;

namespace DevTool.Explaining;

/// <summary>The call to explain, and the authorizer's configuration.</summary>
internal sealed record ExplainRequest
{
    /// <summary>Gives an environment variable of the authorizer, or <see langword="null"/>.</summary>
    public required Func<string, string?> Variables { get; init; }

    /// <summary>The permissions file\'s name in messages.</summary>
    public required string PermissionsName { get; init; }

    /// <summary>The permissions file.</summary>
    public required byte[] Permissions { get; init; }

    /// <summary>The authorizer's event.</summary>
    public required byte[] Event { get; init; }

    /// <summary>The token in the event, if it is known. Missing settings are guessed from it.</summary>
    public string? Token { get; init; }

    /// <summary>Pinned keys as in <c>AUTHORIZER_JWKS_FILE</c>, or <see langword="null"/>.</summary>
    public byte[]? Jwks { get; init; }

    /// <summary>The caller's name in sentences.</summary>
    public string CallerName { get; init; } = "the caller";

    /// <summary>Whether keys may be fetched from the issuer.</summary>
    public bool Fetch { get; init; }

    /// <summary>The address to fetch keys from instead of the issuer, or <see langword="null"/>.</summary>
    public Uri? JwksUri { get; init; }
}
