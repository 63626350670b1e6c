using System;

namespace Authorizer.Permissions;

/// <summary>What a caller's next token must have so that a refused call is allowed. The default is nothing: no token would help.</summary>
/// <param name="scopes">The scopes, separated by spaces.</param>
/// <param name="maxAge">How many seconds ago the caller may have signed in, in decimal digits; empty if that does not matter.</param>
internal readonly ref struct StepUpNeed(ReadOnlySpan<byte> scopes, ReadOnlySpan<byte> maxAge)
{
    /// <summary>The scopes, separated by spaces; empty for none.</summary>
    public ReadOnlySpan<byte> Scopes { get; } = scopes;

    /// <summary>How many seconds ago the caller may have signed in, in decimal digits; empty if that does not matter.</summary>
    public ReadOnlySpan<byte> MaxAge { get; } = maxAge;

    /// <summary>How many things are needed: each scope, and the sign-in.</summary>
    public int Count => (Scopes.IsEmpty ? 0 : 1 + Scopes.Count((byte)' ')) + (MaxAge.IsEmpty ? 0 : 1);
}
