using System;
using Authorizer.Permissions;

namespace Authorizer.Responses;

/// <summary>Shortcomings of a response, for the operator. The default has none.</summary>
internal readonly ref struct AnswerRemarks
{
    /// <summary>Why a policy of scope <c>principal</c> names only the requested route.</summary>
    public PolicyFallback Fallback { get; init; }

    /// <summary>The problem with <c>usageIdentifierKey</c>.</summary>
    public UsageKeyProblem UsageKey { get; init; }

    /// <summary>The claims that were omitted from the context of <c>$connect</c>, separated by commas; empty for none.</summary>
    public ReadOnlySpan<byte> OmittedClaims { get; init; }

    /// <summary>Whether the response exceeds API Gateway's limit for <c>$connect</c>, although all optional claims are omitted.</summary>
    public bool IsTooLarge { get; init; }
}
