using System;
using System.Text;
using DevTool.Gateway.Authorization;
using DevTool.Gateway.Definitions;
using Xunit;

namespace DevTool.Tests;

/// <summary>The gateway's cache of answers: its key is the identity sources, its lifetime the API's setting.</summary>
public sealed class AuthorizerResultCacheTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void An_answer_is_found_by_all_its_identity_sources()
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
    public void An_answer_ends_with_its_time()
    {
        var cache = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        cache.Keep(["token"], Answer(), cache.Epoch);

        _clock.Now += TimeSpan.FromSeconds(299);
        Assert.NotNull(cache.Find(["token"]));
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.Null(cache.Find(["token"]));
    }

    [Fact]
    public void Nothing_is_kept_without_time_or_without_identity_sources()
    {
        var off = new AuthorizerResultCache(TimeSpan.Zero, _clock);
        off.Keep(["token"], Answer(), off.Epoch);
        Assert.Null(off.Find(["token"]));

        var on = new AuthorizerResultCache(TimeSpan.FromSeconds(300), _clock);
        on.Keep([], Answer(), on.Epoch);
        Assert.Null(on.Find([]));
    }

    [Fact]
    public void What_the_authorizer_said_before_the_cache_was_cleared_is_not_used_after_it()
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
