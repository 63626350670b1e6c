using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;
using Authorizer.Tracing;

namespace Authorizer.Lambda.Debugging;

/// <summary>The steps of one decision, kept until its line is written.</summary>
internal sealed class DebugRecord
{
    // A longer token is not recorded. AUTHORIZER_MAX_TOKEN_BYTES is 16 KiB by default and can be up to 1 MiB.
    private const int MaxTokenBytes = 64 * 1024;

    private readonly List<string> _passed = [];
    private byte[] _token = [];
    private int _tokenLength;

    /// <summary>The source in which the token was found, or <see langword="null"/> if no source was present.</summary>
    public TokenSource? Source { get; private set; }

    /// <summary>The checks that passed, in order.</summary>
    public IReadOnlyList<string> Passed => _passed;

    /// <summary>The check that refused the call, or <see langword="null"/>.</summary>
    public string? Failed { get; private set; }

    /// <summary>Whether the token's signature is valid.</summary>
    public bool IsVerified { get; private set; }

    /// <summary>The result of each rule, or <see langword="null"/> if the rules were not evaluated.</summary>
    public RuleFinding[]? Rules { get; set; }

    /// <summary>The token, which must never be logged. Empty if none was found, or if the token is longer than 64 KiB.</summary>
    public ReadOnlySpan<byte> SecretToken => _token.AsSpan(0, _tokenLength);

    /// <summary>Clears the record, and overwrites the token.</summary>
    public void Clear()
    {
        Array.Clear(_token);
        _tokenLength = 0;
        _passed.Clear();
        (Source, Failed, IsVerified, Rules) = (null, null, false, null);
    }

    /// <inheritdoc cref="IDecisionTrace.Extracted"/>
    public void Extracted(TokenSource? source, Refusal? refusal, ReadOnlySpan<byte> secretToken)
    {
        Source = source;
        Add("token", refusal);
        if (refusal is null && secretToken.Length <= MaxTokenBytes)
        {
            if (_token.Length < secretToken.Length)
            {
                _token = new byte[secretToken.Length];
            }

            secretToken.CopyTo(_token);
            _tokenLength = secretToken.Length;
        }
    }

    /// <inheritdoc cref="IDecisionTrace.Checked"/>
    public void Checked(Check check, Refusal? refusal)
    {
        if (check == Check.Event)
        {
            // If keys or live documents were fetched, the call is decided again. Only the last decision is recorded.
            Clear();
        }

        IsVerified |= (check is Check.Signature or Check.TokenCache) && refusal is null;
        Add(Name(check), refusal);
    }

    /// <inheritdoc cref="IDecisionTrace.CheckedClaim"/>
    public void CheckedClaim(ClaimSlot slot, Refusal? refusal) => Add(ClaimNames.Name(slot), refusal);

    private static string Name(Check check) => check switch
    {
        Check.Event => "event",
        Check.TokenLength => "tokenLength",
        Check.TokenCache => "tokenCache",
        Check.TokenForm => "tokenForm",
        Check.Issuer => "issuer",
        Check.Key => "key",
        Check.Signature => "signature",
        Check.Tenant => "tenant",
        Check.Revocations => "revocations",
        Check.Rules => "rules",
        Check.Agreement => "agreement",
        Check.RequiredHeader => "requiredHeader",
        Check.ContentType => "contentType",
        Check.ContentLength => "contentLength",
        Check.SourceAddress => "sourceAddress",
        Check.McpHeaders => "mcpHeaders",
        _ => "path",
    };

    private void Add(string name, Refusal? refusal)
    {
        if (refusal is null)
        {
            _passed.Add(name);
        }
        else
        {
            Failed = name;
        }
    }
}
