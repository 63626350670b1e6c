using System;
using System.Text;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using Xunit;

namespace DevTool.Tests;

/// <summary>The gateway's cache of authorizer answers. The identity sources are the key, and the template sets the lifetime.</summary>
public sealed class AuthorizerResultCacheTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void The_cache_key_contains_all_identity_sources()
    {
        var cache = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        AuthorizerAnswer answer = Answer();
        cache.Keep(["token", "GET", "/pets"], answer, cache.Epoch);

        Assert.Same(answer, cache.Find(["token", "GET", "/pets"]));
        Assert.Null(cache.Find(["token", "GET", "/admin"]));
        Assert.Null(cache.Find(["token", "GET"]));
        Assert.Null(cache.Find(["tokenG", "ET", "/pets"]));
    }

    [Fact]
    public void A_cached_answer_expires_after_its_lifetime()
    {
        var cache = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        cache.Keep(["token"], Answer(), cache.Epoch);

        _clock.Now += TimeSpan.FromSeconds(299);
        Assert.NotNull(cache.Find(["token"]));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(cache.Find(["token"]));
    }

    [Fact]
    public void The_cache_stores_nothing_without_a_lifetime_or_identity_sources()
    {
        var off = new AuthorizerResultCache(TimeSpan.Zero, _clock);
        off.Keep(["token"], Answer(), off.Epoch);
        Assert.Null(off.Find(["token"]));

        var on = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        on.Keep([], Answer(), on.Epoch);
        Assert.Null(on.Find([]));
    }

    [Fact]
    public void Clearing_the_cache_also_discards_answers_to_pending_calls()
    {
        var cache = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        cache.Keep(["known"], Answer(), cache.Epoch);
        int asked = cache.Epoch;

        cache.Clear();
        cache.Keep(["on its way"], Answer(), asked);
        cache.Keep(["new"], Answer(), cache.Epoch);

        Assert.Null(cache.Find(["known"]));
        Assert.Null(cache.Find(["on its way"]));
        Assert.NotNull(cache.Find(["new"]));
    }

    private static AuthorizerAnswer Answer() => AuthorizerAnswer.Read(
        Encoding.UTF8.GetBytes("""{"principalId":"p","policyDocument":{"Version":"2012-10-17","Statement":[]}}"""),
        ApiKind.Rest,
        new AuthorizerDefinition { Function = "AuthorizerFunction", Type = AuthorizerType.Request, IdentitySources = [] });

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
