using System;
using Authorizer.Permissions;

namespace Authorizer.Responses;

/// <summary>What an answer lacks that an operator should know of. The default is a complete answer.</summary>
internal readonly ref struct AnswerRemarks
{
    /// <summary>Why a policy names the requested route alone although it should name everything the caller may do.</summary>
    public PolicyFallback Fallback { get; init; }

    /// <summary>What is wrong with <c>usageIdentifierKey</c>.</summary>
    public UsageKeyProblem UsageKey { get; init; }

    /// <summary>The claims that were left out of the context of <c>$connect</c>, separated by commas; empty for none.</summary>
    public ReadOnlySpan<byte> OmittedClaims { get; init; }

    /// <summary>Whether the answer is larger than API Gateway accepts for <c>$connect</c>, with no more claims to leave out.</summary>
    public bool IsTooLarge { get; init; }
}
