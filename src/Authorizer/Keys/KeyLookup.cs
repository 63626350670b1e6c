
namespace Authorizer.Keys;

/// <summary>The result of a search for a key.</summary>
internal enum KeyLookup : byte
{
    /// <summary>The issuer's keys are unavailable.</summary>
    Unavailable,

    /// <summary>The issuer's keys are known, and this key is not one of them.</summary>
    Unknown,

    Found,
}
