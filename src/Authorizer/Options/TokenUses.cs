using System;

namespace Authorizer.Options;

/// <summary>The kinds of token, by their <c>token_use</c> claim.</summary>
[Flags]
public enum TokenUses
{
    /// <summary>No token.</summary>
    None = 0,

    /// <summary>Access tokens.</summary>
    Access = 1,

    /// <summary>ID tokens.</summary>
    Id = 2,
}
