namespace DevTool.Revoking;

/// <summary>The kind of thing that a revocation names.</summary>
internal enum RevocationKind
{
    /// <summary>Every token that a user has by now (<c>sub</c>).</summary>
    User,

    /// <summary>One sign-in, with all tokens refreshed from it (<c>origin_jti</c>).</summary>
    SignIn,

    /// <summary>Every token of an app client (<c>client_id</c>).</summary>
    Client,
}
