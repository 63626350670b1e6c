
namespace Authorizer.Keys;

/// <summary>How a search for a key ended.</summary>
internal enum KeyLookup : byte
{
    /// <summary>The issuer's keys are not at hand.</summary>
    Unavailable,

    /// <summary>The issuer's keys are known, and this is none of them.</summary>
    Unknown,

    /// <summary>The key was found.</summary>
    Found,
}
