namespace DevTool.Revoking;

/// <summary>The kind of entry in a document of revocations.</summary>
internal enum RevocationKind
{
    /// <summary>All tokens that a user has received so far (<c>sub</c>).</summary>
    User,

    /// <summary>One sign-in with all tokens refreshed from it (<c>origin_jti</c>).</summary>
    SignIn,

    /// <summary>All tokens of an app client (<c>client_id</c>).</summary>
    Client,
}
