using System;
using System.Collections.Generic;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Fetching;
using Authorizer.Permissions;
using Authorizer.Telemetry;

namespace Authorizer.Live;

/// <summary>Rules in force, and the claims that tokens are read for because of them. Immutable.</summary>
/// <param name="Rules">The rules, compiled.</param>
/// <param name="Claims">The claims anybody asks for.</param>
internal sealed record RulesInForce(RuleSet Rules, ClaimNames Claims);

/// <summary>
/// What can change while the function runs: its rules and revocations, from the permissions file alone or from live documents.
/// </summary>
internal sealed class LiveData
{
    private readonly LiveDocument<RulesInForce>? _rules;
    private readonly LiveDocument<Revocations>? _revocations;
    private readonly Revocations? _withoutRevocations;

    /// <summary>Rules and revocations that never change.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="revocations">The revocations; <see langword="null"/> for none.</param>
    public LiveData(RulesInForce rules, Revocations? revocations = null)
    {
        FileRules = rules;
        Claims = rules.Claims;
        _withoutRevocations = revocations ?? Live.Revocations.None;
    }

    /// <summary>Reads the permissions file where it is needed; nothing is fetched yet.</summary>
    /// <param name="settings">Where everything is.</param>
    /// <param name="documents">Fetches.</param>
    /// <param name="log">Where changes and failures are told.</param>
    /// <exception cref="ConfigurationException">The permissions file cannot be used.</exception>
    public LiveData(Settings settings, DocumentFetcher documents, Log log)
    {
        if (settings.PermissionsUri is null || !settings.LiveRequired)
        {
            FileRules = Compile(settings, PermissionsReader.ReadFile(settings));
        }

        Claims = FileRules?.Claims ?? new ClaimNames(settings);

        if (settings.PermissionsUri is { } permissions)
        {
            _rules = new LiveDocument<RulesInForce>(
                "permissions", permissions, settings.LiveMaxAgeSeconds, settings, documents, ReadRules, log);
        }

        if (settings.RevocationsUri is { } revocations)
        {
            _revocations = new LiveDocument<Revocations>(
                "revocations", revocations, settings.LiveMaxAgeSeconds, settings, documents, RevocationsReader.Read, log);
        }

        _withoutRevocations = _revocations is null || !settings.LiveRequired ? Live.Revocations.None : null;

        RulesInForce? ReadRules(ReadOnlySpan<byte> body, RulesInForce? _, out string? problem)
        {
            try
            {
                problem = null;
                return Compile(settings, PermissionsReader.Read("permissions", body.ToArray(), settings));
            }
            catch (ConfigurationException invalid)
            {
                problem = invalid.Message;
                return null;
            }
        }
    }

    /// <summary>The rules of the permissions file, or <see langword="null"/> where only live ones count.</summary>
    public RulesInForce? FileRules { get; }

    /// <summary>The claims anybody asks for until live rules come.</summary>
    public ClaimNames Claims { get; }

    /// <summary>Begins to fetch, during init.</summary>
    /// <param name="now">The time.</param>
    public void StartPrefetch(Moment now)
    {
        _rules?.StartPrefetch(now);
        _revocations?.StartPrefetch(now);
    }

    /// <summary>Waits for fetches under way, at most as long as a fetch may take.</summary>
    public void AwaitFetches()
    {
        _rules?.AwaitFetch();
        _revocations?.AwaitFetch();
    }

    /// <summary>After an answer: gives fetches that began with its request a moment to end.</summary>
    public void Settle()
    {
        _rules?.Settle();
        _revocations?.Settle();
    }

    /// <summary>Fetches what is due, and waits for it.</summary>
    /// <param name="now">The time.</param>
    public void Refresh(Moment now)
    {
        _rules?.RefreshIfDue(now);
        _revocations?.RefreshIfDue(now);
        AwaitFetches();
    }

    /// <summary>The rules in force.</summary>
    /// <param name="now">The time.</param>
    /// <returns><see langword="null"/> where they are required and were never read.</returns>
    public RulesInForce? Rules(Moment now) => _rules?.Current(now) ?? FileRules;

    /// <summary>The revocations in force.</summary>
    /// <param name="now">The time.</param>
    /// <returns><see langword="null"/> where they are required and were never read.</returns>
    public Revocations? Revocations(Moment now) => _revocations?.Current(now) ?? _withoutRevocations;

    // New rules may ask for claims that nobody asked for before, so each set of rules comes with its own names.
    private static RulesInForce Compile(Settings settings, IReadOnlyList<Rule> rules)
    {
        var claims = new ClaimNames(settings);
        return new RulesInForce(new RuleSet(rules, settings.PolicyScope, claims), claims);
    }
}
