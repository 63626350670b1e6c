
namespace Authorizer.Responses;

/// <summary>
/// The problem with the claim of <c>AUTHORIZER_USAGE_KEY_CLAIM</c>. If there is a problem and the route requires an API key, API Gateway
/// refuses the call.
/// </summary>
internal enum UsageKeyProblem : byte
{
    /// <summary>There is no problem, or no claim is configured.</summary>
    None,

    /// <summary>The token does not contain the claim.</summary>
    Absent,

    /// <summary>The claim is not a string.</summary>
    NotText,

    /// <summary>The claim has fewer than 20 or more than 128 characters (API Gateway documentation: "Choose an API key source").</summary>
    WrongLength,
}
