using System;

namespace Authorizer.Options;

/// <summary>Which tokens are accepted by their <c>token_use</c> claim.</summary>
[Flags]
public enum TokenUses
{
    /// <summary>No token at all.</summary>
    None = 0,

    /// <summary>Access tokens.</summary>
    Access = 1,

    /// <summary>Id tokens.</summary>
    Id = 2,
}
