using System;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Revocations;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// What can change while the function runs: its rules and revocations, from the permissions file alone or from live documents.
/// </summary>
internal sealed class LiveData
{
    private readonly LiveDocument<RulesInForce>? _rules;
    private readonly LiveDocument<RevocationList>? _revocations;
    private readonly RevocationList? _withoutRevocations;

    /// <summary>Rules and revocations that never change.</summary>
    /// <param name="revocations">The revocations; <see langword="null"/> for none.</param>
    public LiveData(RulesInForce rules, RevocationList? revocations = null)
    {
        FileRules = rules;
        _withoutRevocations = revocations ?? RevocationList.None;
    }

    /// <summary>Reads the permissions file where it is needed; nothing is fetched yet.</summary>
    /// <exception cref="ConfigurationException">The permissions file cannot be used.</exception>
    public LiveData(Settings settings, DocumentFetcher documents, Log log)
    {
        if (settings.PermissionsUri is null || !settings.LiveRequired)
        {
            FileRules = PermissionsFile.Read(settings);
        }

        if (settings.PermissionsUri is { } permissions)
        {
            RequireReach(SettingsReader.PermissionsUriVariable, permissions, documents);
            _rules = new LiveDocument<RulesInForce>(
                "permissions", permissions, settings.LiveMaxAgeSeconds, settings, documents, ReadRules, log);
        }

        if (settings.RevocationsUri is { } revocations)
        {
            RequireReach(SettingsReader.RevocationsUriVariable, revocations, documents);
            _revocations = new LiveDocument<RevocationList>(
                "revocations", revocations, settings.LiveMaxAgeSeconds, settings, documents, ReadRevocations, log);
        }

        _withoutRevocations = _revocations is null || !settings.LiveRequired ? RevocationList.None : null;

        static RevocationList? ReadRevocations(ReadOnlySpan<byte> body, RevocationList? before, out string? problem) =>
            RevocationsReader.Read(body, before, Moment.Now.UnixSeconds, out problem);

        RulesInForce? ReadRules(ReadOnlySpan<byte> body, RulesInForce? _, out string? problem)
        {
            try
            {
                problem = null;
                return RulesInForce.Read("permissions", body.ToArray(), settings);
            }
            catch (ConfigurationException invalid)
            {
                problem = invalid.Message;
                return null;
            }
        }
    }

    private static void RequireReach(string variable, Uri uri, DocumentFetcher documents)
    {
        if (!documents.Reaches(uri))
        {
            throw EnvironmentVariables.Invalid(
                variable,
                $"is {uri}, and this executable connects to loopback only: use an http URL on loopback, such as the AppConfig extension's, or deploy the default executable");
        }
    }

    /// <summary>The rules of the permissions file, or <see langword="null"/> where only live ones count.</summary>
    public RulesInForce? FileRules { get; }

    /// <summary>Begins to fetch, during init.</summary>
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

    /// <summary>Starts to fetch what is due, without waiting.</summary>
    public void RefreshIfDue(Moment now)
    {
        _rules?.RefreshIfDue(now);
        _revocations?.RefreshIfDue(now);
    }

    /// <summary>The rules in force; <see langword="null"/> if they are required and were never read.</summary>
    public RulesInForce? Rules => _rules?.Current ?? FileRules;

    /// <summary>The revocations in force; <see langword="null"/> if they are required and were never read.</summary>
    public RevocationList? Revocations => _revocations?.Current ?? _withoutRevocations;
}
