using System;
using System.Threading;
using System.Threading.Tasks;

namespace Clients.CSharp;

/// <summary>A signed-in user. The class is thread-safe and keeps the tokens only in memory.</summary>
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

    /// <summary>The current access token.</summary>
    public string AccessToken => _tokens.AccessToken;

    /// <summary>Signs a user in.</summary>
    /// <param name="cognito">The client of the user pools API.</param>
    /// <exception cref="CognitoException">Cognito refused the sign-in.</exception>
    public static async Task<Session> SignInAsync(Cognito cognito, string username, string password, CancellationToken cancellation) =>
        new(cognito, await cognito.SignInAsync(username, password, cancellation));

    /// <summary>
    /// Returns a token that is newer than the refused token. If several calls were refused at the same time, only one refresh is sent.
    /// </summary>
    /// <exception cref="CognitoException">The user must sign in again.</exception>
    /// <exception cref="InvalidOperationException">The sign-in returned no refresh token.</exception>
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
