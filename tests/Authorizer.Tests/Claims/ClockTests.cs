using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Authorizer.Lambda.Fetching;
using Contract;
using Xunit;

namespace Authorizer.Tests.Claims;

/// <summary>Tests the time claims of a token exactly at their limits, with a stopped clock.</summary>
public sealed class ClockTests : IAsyncDisposable
{
    private const long Now = 2_000_000_000;

    // The default of AUTHORIZER_CLOCK_SKEW_SECONDS.
    private const int Skew = 5;

    private readonly AuthorizerOptions _options = new(("AUTHORIZER_MAX_TOKEN_AGE_SECONDS", "600"));
    private IAuthorizer? _authorizer;

    [Theory]
    [InlineData("exp", -Skew, "token_expired")]
    [InlineData("exp", -Skew + 1, null)]
    [InlineData("exp", -Skew + 0.001, null)]
    [InlineData("nbf", Skew, null)]
    [InlineData("nbf", Skew + 1, "token_not_yet_valid")]
    [InlineData("iat", Skew, null)]
    [InlineData("iat", Skew + 1, "token_not_yet_valid")]
    [InlineData("auth_time", -600, "token_too_old")]
    [InlineData("auth_time", -599, null)]
    public async Task The_limits_of_time_claims_are_exact(string claim, double fromNow, string? reason) =>
        Assert.Equal(reason, (await CallAsync(c => c[claim] = Now + fromNow)).Reason);

    [Fact]
    public async Task If_auth_time_is_missing_the_token_age_is_computed_from_iat()
    {
        Assert.Null((await CallAsync(c =>
        {
            _ = c.Remove("auth_time");
            c["iat"] = Now - 599;
        })).Reason);
        Assert.Equal("token_too_old", (await CallAsync(c =>
        {
            _ = c.Remove("auth_time");
            c["iat"] = Now - 600;
        })).Reason);
        Assert.Equal("claim_invalid", (await CallAsync(c =>
        {
            _ = c.Remove("auth_time");
            _ = c.Remove("iat");
        })).Reason);
    }

    public async ValueTask DisposeAsync()
    {
        if (_authorizer is not null)
        {
            await _authorizer.DisposeAsync();
        }

        _options.Dispose();
    }

    private async Task<Answer> CallAsync(Action<JsonObject> change)
    {
        _authorizer ??= await new InProcessHost(() => () => new Moment(Now, 1_000_000)).StartAsync(_options);
        return await _authorizer.InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(TestTokens.Access(c =>
        {
            c["auth_time"] = Now - 10;
            c["iat"] = Now - 10;
            c["exp"] = Now + 3600;
            change(c);
        }))));
    }
}
