using Authorizer.Refusals;
using Authorizer.Tokens;
using Authorizer.Tracing;

namespace Authorizer.Stages;

/// <summary>A verified token whose claims are accepted. Only <see cref="Validate"/> creates one.</summary>
internal readonly ref struct AcceptedToken
{
    private AcceptedToken(VerifiedToken token, byte[] clientId)
    {
        Token = token;
        ClientId = clientId;
    }

    public VerifiedToken Token { get; }

    /// <summary>
    /// The app client to which the token was issued, from the configuration. <see langword="null"/> in the default value.
    /// </summary>
    public byte[]? ClientId { get; }

    /// <summary>Validates a token's claims.</summary>
    /// <param name="now">The current time, in seconds since 1970.</param>
    public static Refusal? Validate<TTrace>(
        ClaimsValidator validator, VerifiedToken token, double now, scoped ref TTrace trace, out AcceptedToken accepted)
        where TTrace : struct, IDecisionTrace
    {
        Refusal? refusal = validator.Validate(token, now, ref trace, out byte[] clientId);
        accepted = refusal is null ? new AcceptedToken(token, clientId) : default;
        return refusal;
    }
}
