
namespace Authorizer.Responses;

/// <summary>What is wrong with the claim of <c>AUTHORIZER_USAGE_KEY_CLAIM</c>. API Gateway refuses the call of such a caller if the route needs a key.</summary>
internal enum UsageKeyProblem : byte
{
    /// <summary>Nothing, or no such claim is configured.</summary>
    None,

    /// <summary>The token does not have the claim.</summary>
    Absent,

    /// <summary>The claim is not a string.</summary>
    NotText,

    /// <summary>The claim has fewer than 20 or more than 128 characters (API Gateway documentation: "Choose an API key source").</summary>
    WrongLength,
}
