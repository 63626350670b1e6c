using System;
using System.Threading;
using System.Threading.Tasks;

namespace Clients.CSharp;

/// <summary>A signed-in user. Thread-safe; the tokens are in memory and nowhere else.</summary>
internal sealed class Session : IDisposable
{
    private readonly Cognito _cognito;
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile Tokens _tokens;

    private Session(Cognito cognito, Tokens tokens)
    {
        _cognito = cognito;
        _tokens = tokens;
    }

    /// <summary>The access token, as it is now.</summary>
    public string AccessToken => _tokens.AccessToken;

    /// <summary>Signs a user in.</summary>
    /// <param name="cognito">Where.</param>
    /// <param name="username">The user.</param>
    /// <exception cref="CognitoException">Cognito refused.</exception>
    public static async Task<Session> SignInAsync(Cognito cognito, string username, string password, CancellationToken cancellation) =>
        new(cognito, await cognito.SignInAsync(username, password, cancellation));

    /// <summary>Gives a token that is newer than one the API refused. However many calls were refused at once, Cognito is asked once.</summary>
    /// <param name="refused">The token that was refused.</param>
    /// <exception cref="CognitoException">The user has to sign in again.</exception>
    /// <exception cref="InvalidOperationException">The sign-in gave no refresh token.</exception>
    public async Task<string> RefreshAsync(string refused, CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation);
        try
        {
            if (refused == AccessToken)
            {
                string refreshToken = _tokens.RefreshToken ?? throw new InvalidOperationException("this session has no refresh token");
                Tokens fresh = await _cognito.RefreshAsync(refreshToken, cancellation);
                _tokens = fresh with { RefreshToken = fresh.RefreshToken ?? refreshToken };
            }

            return AccessToken;
        }
        finally
        {
            _ = _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();
}
