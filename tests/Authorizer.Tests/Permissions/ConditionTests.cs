using System.Collections.Generic;
using Authorizer.Conditions;
using Authorizer.Options;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>The names of conditions and of the claims that the conditions read.</summary>
public sealed class ConditionTests
{
    private static readonly IReadOnlyList<string> Two = ["a", "b"];

    [Fact]
    public void A_condition_names_the_claim_that_it_reads()
    {
        Assert.Equal("cognito:groups", new GroupsCondition("anyGroup", all: false, Two).Claim);
        Assert.Equal("scope", new ScopesCondition("anyScope", all: false, Two).Claim);
        Assert.Equal("token_use", new TokenUseCondition("tokenUse", TokenUses.Id).Claim);
        Assert.Null(new ClientsCondition("clientIds", Two).Claim);
        Assert.Equal("anyGroup", new GroupsCondition("anyGroup", all: false, Two).Name);
    }
}
