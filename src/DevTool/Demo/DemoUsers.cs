using System;
using System.Threading;
using System.Threading.Tasks;
using DevTool.IdentityProvider;

namespace DevTool.Demo;

/// <summary>The users of the demo and their tokens. Each call to Cognito is a step of the demo.</summary>
internal sealed class DemoUsers
{
    private readonly UserPool _pool;
    private readonly DemoReport _report;
    private SignedIn? _shortLived;

    private DemoUsers(UserPool pool, DemoReport report)
    {
        _pool = pool;
        _report = report;
    }

    /// <summary>The tokens of a reader.</summary>
    public SignedIn Reader { get; private set; } = NotSignedIn;

    /// <summary>The tokens of an administrator.</summary>
    public SignedIn Admin { get; private set; } = NotSignedIn;

    /// <summary>The tokens of a reader who is also in the group <c>suspended</c>.</summary>
    public SignedIn Suspended { get; private set; } = NotSignedIn;

    private static SignedIn NotSignedIn => new(string.Empty, string.Empty, RefreshToken: null);

    /// <summary>Signs all users up and in.</summary>
    /// <param name="pool">The user pool to sign up in.</param>
    /// <param name="report">Receives every step.</param>
    public static async Task<DemoUsers> SignInAsync(UserPool pool, DemoReport report, CancellationToken cancellation)
    {
        var users = new DemoUsers(pool, report);
        foreach (DemoUser user in DemoUser.All)
        {
            foreach ((string step, Func<Task> call) in user.SignUpCalls(pool, cancellation))
            {
                _ = await users.StepAsync(step, call);
            }
        }

        users.Reader = await users.SignInAsync(DemoUser.Reader.Name, pool.AppClientId, cancellation);
        users.Admin = await users.SignInAsync(DemoUser.Admin.Name, pool.AppClientId, cancellation);
        users.Suspended = await users.SignInAsync(DemoUser.Suspended.Name, pool.AppClientId, cancellation);
        users._shortLived = await users.SignInAsync(DemoUser.Reader.Name, pool.ShortLivedAppClientId, cancellation);
        return users;
    }

    /// <summary>Waits until a token of the reader has expired.</summary>
    public async Task<string> ExpiredTokenAsync(CancellationToken cancellation)
    {
        // Checks in a loop, because a timer can fire some milliseconds before the wall clock reaches the expiry of the token.
        while (TokenForgery.Expiry(_shortLived!.AccessToken) - DateTimeOffset.UtcNow is { Ticks: > 0 } left)
        {
            await Task.Delay(left, cancellation);
        }

        return _shortLived.AccessToken;
    }

    /// <summary>Refreshes the reader's expired tokens.</summary>
    public Task<SignedIn> RefreshAsync(CancellationToken cancellation) => StepAsync(
        $"InitiateAuth REFRESH_TOKEN_AUTH {DemoUser.Reader.Name}",
        () => _pool.RefreshAsync(_shortLived!.RefreshToken!, _pool.ShortLivedAppClientId, cancellation));

    private Task<SignedIn> SignInAsync(string user, string clientId, CancellationToken cancellation)
    {
        string client = clientId == _pool.AppClientId ? string.Empty : ", short-lived tokens";
        return StepAsync($"InitiateAuth USER_PASSWORD_AUTH {user}{client}", () => _pool.SignInAsync(user, clientId, cancellation));
    }

    private Task<bool> StepAsync(string step, Func<Task> call) => StepAsync(step, async () =>
    {
        await call();
        return true;
    });

    private async Task<T> StepAsync<T>(string step, Func<Task<T>> call)
    {
        try
        {
            T result = await call();
            _report.Add(step, 200, []);
            return result;
        }
        catch (CognitoException refused)
        {
            _report.Add(step, refused.Status, [refused.Message]);
            throw new ToolException("the demo stops because it has no users or tokens; correct the failed step above");
        }
    }
}
