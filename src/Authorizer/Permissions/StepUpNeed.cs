using System;

namespace Authorizer.Permissions;

/// <summary>
/// The requirements for a caller's next token, so that a refused call is allowed. The default value means that no token would help.
/// </summary>
internal readonly ref struct StepUpNeed(ReadOnlySpan<byte> scopes, ReadOnlySpan<byte> maxAge)
{
    /// <summary>The required scopes, separated by spaces. Empty if no scope is required.</summary>
    public ReadOnlySpan<byte> Scopes { get; } = scopes;

    /// <summary>The limit of the time since the sign-in, in seconds, as decimal digits. Empty if there is no limit.</summary>
    public ReadOnlySpan<byte> MaxAge { get; } = maxAge;

    /// <summary>The number of requirements. Each scope and the sign-in count as one requirement.</summary>
    public int Count => (Scopes.IsEmpty ? 0 : 1 + Scopes.Count((byte)' ')) + (MaxAge.IsEmpty ? 0 : 1);
}
