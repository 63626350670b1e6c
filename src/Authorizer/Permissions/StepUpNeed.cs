using System;

namespace Authorizer.Permissions;

/// <summary>The requirements for a caller's next token, so that a refused call is allowed. The default means that no token would help.</summary>
internal readonly ref struct StepUpNeed(ReadOnlySpan<byte> scopes, ReadOnlySpan<byte> maxAge)
{
    /// <summary>The scopes, separated by spaces; empty for none.</summary>
    public ReadOnlySpan<byte> Scopes { get; } = scopes;

    /// <summary>The maximum time since the sign-in, in seconds, as decimal digits; empty for any.</summary>
    public ReadOnlySpan<byte> MaxAge { get; } = maxAge;

    /// <summary>The number of requirements: each scope, and the sign-in.</summary>
    public int Count => (Scopes.IsEmpty ? 0 : 1 + Scopes.Count((byte)' ')) + (MaxAge.IsEmpty ? 0 : 1);
}
