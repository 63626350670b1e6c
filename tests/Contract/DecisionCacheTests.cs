using System;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Contract;

/// <summary>The cache of verified tokens, and the events that make its entries invalid.</summary>
public abstract class DecisionCacheTests(IAuthorizerHost host) : ContractTests(host)
{
    private const string Capacity = "AUTHORIZER_TOKEN_CACHE_ENTRIES";

    private static readonly string Token = TestTokens.Access();

    [Fact]
    public async Task The_second_call_with_a_token_is_a_cache_hit_with_the_same_answer()
    {
        Answer first = await CallAsync(Token);
        Answer second = await CallAsync(Token);

        Assert.False(IsHit(first));
        Assert.True(IsHit(second));
        Assert.Equal(first.Text, second.Text);
    }

    [Fact]
    public async Task Permissions_are_evaluated_on_each_call()
    {
        (await CallAsync(Token)).IsAllowed();
        Answer denied = await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token), "DELETE"));

        Assert.True(IsHit(denied));
        denied.IsDenied("route_not_permitted");
    }

    [Fact]
    public async Task A_token_that_differs_in_one_character_is_a_cache_miss()
    {
        (await CallAsync(Token)).IsAllowed();
        for (int i = Token.Length - 300; i < Token.Length; i += 13)
        {
            Answer answer = await CallAsync(Token[..i] + (Token[i] == 'A' ? 'B' : 'A') + Token[(i + 1)..]);
            Assert.True(answer.IsError);
            Assert.False(IsHit(answer));
        }
    }

    [Fact]
    public async Task Refused_tokens_are_not_cached_and_evict_no_entry()
    {
        IAuthorizer authorizer = await StartAsync((Capacity, "1"));
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)))).IsAllowed();
        for (int i = 0; i < 20; i++)
        {
            string forged = SigningKey.Stranger.Token(TestTokens.Header().ToJsonString(), $$"""{"iss":"{{TestTokens.Issuer}}","n":{{i}}}""");
            (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(forged)))).IsUnauthorized("signature_invalid");
        }

        Assert.True(IsHit(await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)))));
    }

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(1, 2, false)]
    [InlineData(5, 4, true)]
    [InlineData(4, 50, false)]
    public async Task The_number_of_cached_tokens_is_limited(int capacity, int tokens, bool firstIsHit)
    {
        IAuthorizer authorizer = await StartAsync((Capacity, capacity.ToString(CultureInfo.InvariantCulture)));
        string[] all = [.. Enumerable.Range(0, tokens).Select(number => TestTokens.Access(c => c["number"] = number))];
        foreach (string token in all)
        {
            (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsAllowed();
        }

        Assert.Equal(firstIsHit, IsHit(await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(all[0])))));
    }

    [Fact]
    public async Task A_cached_token_expires()
    {
        IAuthorizer authorizer = await StartAsync(("AUTHORIZER_CLOCK_SKEW_SECONDS", "0"));
        string token = TestTokens.Access(c => c["exp"] = TestTokens.Now + 2);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsAllowed();
        await Task.Delay(TimeSpan.FromSeconds(2.2), TestContext.Current.CancellationToken);

        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)))).IsUnauthorized("token_expired");
    }

    [Fact]
    public async Task A_key_refresh_keeps_the_tokens_of_unchanged_keys_and_removes_the_tokens_of_replaced_keys()
    {
        await using var server = new JwksServer(JwksServer.Ok(SigningKey.Jwks(SigningKey.Default.Jwk())));
        using AuthorizerOptions options = new AuthorizerOptions(
            ("AUTHORIZER_JWKS_URIS", $"{TestTokens.Issuer}={server.Uri()}"), ("AUTHORIZER_JWKS_MAX_AGE_SECONDS", "1")).Jwks(null);
        IAuthorizer authorizer = await StartAsync(options);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)))).IsAllowed();

        await RefreshAsync(authorizer, server);
        Answer kept = await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)));
        Assert.True(IsHit(kept));
        kept.IsAllowed();

        server.Response = JwksServer.Ok(SigningKey.Jwks(SigningKey.Stranger.Jwk()));
        await RefreshAsync(authorizer, server);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)))).IsUnauthorized("signature_invalid");

        server.Response = JwksServer.Ok(SigningKey.Jwks(new SigningKey("key-9").Jwk()));
        await RefreshAsync(authorizer, server);
        (await authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(Token)))).IsUnauthorized("key_unknown");
    }

    private static bool IsHit(Answer answer) => answer.LogLine!["cacheHit"]!.GetValue<bool>();

    // Waits until the keys are due and calls the authorizer. A warm-up call waits for the end of the refresh.
    private static async Task RefreshAsync(IAuthorizer authorizer, JwksServer server)
    {
        int before = server.Requests;
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        _ = await authorizer.InvokeAsync(TestEvents.ScheduledWarmUp());
        Assert.Equal(before + 1, server.Requests);
    }
}
