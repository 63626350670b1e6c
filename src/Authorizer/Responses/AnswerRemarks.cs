using System;
using Authorizer.Permissions;

namespace Authorizer.Responses;

/// <summary>Problems of a response, for the operator. The default value has no problems.</summary>
internal readonly ref struct AnswerRemarks
{
    /// <summary>The reason why a policy of scope <c>principal</c> lists only the requested route.</summary>
    public PolicyFallback Fallback { get; init; }

    /// <summary>The problem with the claim for <c>usageIdentifierKey</c>.</summary>
    public UsageKeyProblem UsageKey { get; init; }

    /// <summary>The claims that were omitted from the context of <c>$connect</c>, separated by commas. Empty if none was omitted.</summary>
    public ReadOnlySpan<byte> OmittedClaims { get; init; }

    /// <summary>Whether the response exceeds API Gateway's limit for <c>$connect</c>, even after all optional claims were omitted.</summary>
    public bool IsTooLarge { get; init; }
}
