
namespace Authorizer.Permissions;

/// <summary>Why a policy names the requested route instead of everything the caller may do.</summary>
internal enum PolicyFallback : byte
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>A claim or the ARN has something that IAM could read as a variable or a wildcard.</summary>
    NotExact,

    /// <summary>A resource would be longer than API Gateway accepts.</summary>
    ResourceTooLong,

    /// <summary>The response would be larger than the authorizer sends.</summary>
    TooLarge,
}
