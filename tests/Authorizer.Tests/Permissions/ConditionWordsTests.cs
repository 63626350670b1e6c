using System.Collections.Generic;
using Authorizer.Conditions;
using Authorizer.Options;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>What an explanation says of a condition.</summary>
public sealed class ConditionWordsTests
{
    private static readonly IReadOnlyList<string> Two = ["a", "b"];

    [Fact]
    public void Names_are_listed_by_how_many_of_them_are_needed()
    {
        Assert.Equal("one of a, b", new GroupsCondition("anyGroup", all: false, Two).Asks);
        Assert.Equal("all of a, b", new GroupsCondition("allGroups", all: true, Two).Asks);
        Assert.Equal("one of a, b", new ScopesCondition("anyScope", all: false, Two).Asks);
        Assert.Equal("all of a, b", new ScopesCondition("allScopes", all: true, Two).Asks);
        Assert.Equal("one of a, b", new ClientsCondition("clientIds", Two).Asks);
    }

    [Fact]
    public void One_name_stands_alone()
    {
        Assert.Equal("a", new GroupsCondition("allGroups", all: true, ["a"]).Asks);
        Assert.Equal("access", new TokenUseCondition("tokenUse", TokenUses.Access).Asks);
        Assert.Equal("id", new TokenUseCondition("tokenUse", TokenUses.Id).Asks);
    }

    [Fact]
    public void A_condition_names_the_claim_it_looks_at()
    {
        Assert.Equal("cognito:groups", new GroupsCondition("anyGroup", all: false, Two).Claim);
        Assert.Equal("scope", new ScopesCondition("anyScope", all: false, Two).Claim);
        Assert.Equal("token_use", new TokenUseCondition("tokenUse", TokenUses.Id).Claim);
        Assert.Null(new ClientsCondition("clientIds", Two).Claim);
        Assert.Equal("anyGroup", new GroupsCondition("anyGroup", all: false, Two).Name);
    }
}
