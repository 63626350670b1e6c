
namespace Authorizer.Permissions;

/// <summary>The reason why a policy lists only the requested route instead of everything the caller may call.</summary>
internal enum PolicyFallback : byte
{
    /// <summary>There is no fallback: the policy lists everything the caller may call.</summary>
    None,

    /// <summary>A claim or the ARN contains characters that IAM could read as a variable or a wildcard.</summary>
    NotExact,

    /// <summary>A resource would exceed API Gateway's limit.</summary>
    ResourceTooLong,

    /// <summary>The response would exceed the authorizer's limit.</summary>
    TooLarge,
}
