using System;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Revocations;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// The rules and revocations in force. They come from live documents or from the permissions file, and can change while the function runs.
/// </summary>
internal sealed class LiveData
{
    // The size of a document with 100,000 revoked sign-ins is 4 MB.
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    private readonly LiveDocument<RulesInForce>? _rules;
    private readonly LiveDocument<RevocationList>? _revocations;
    private readonly RevocationList? _withoutRevocations;

    /// <summary>Creates an instance whose rules and revocations never change.</summary>
    public LiveData(RulesInForce rules, RevocationList? revocations = null)
    {
        FileRules = rules;
        _withoutRevocations = revocations ?? RevocationList.None;
    }

    /// <summary>Reads the permissions file if it is needed. Fetches nothing yet.</summary>
    /// <exception cref="ConfigurationException">
    /// The permissions file is invalid, or this executable cannot fetch a live document.
    /// </exception>
    public LiveData(Settings settings, DocumentFetcher documents, Log log)
    {
        if (settings.PermissionsUri is null || !settings.LiveRequired)
        {
            FileRules = PermissionsFile.Read(settings);
        }

        if (settings.PermissionsUri is { } permissions)
        {
            documents.RequireReach(SettingsReader.PermissionsUriVariable, permissions);
            _rules = new LiveDocument<RulesInForce>(
                "permissions", permissions, MaxBodyBytes, settings, documents, PermissionsFile.DocumentReader("permissions", settings), log);
        }

        if (settings.RevocationsUri is { } revocations)
        {
            documents.RequireReach(SettingsReader.RevocationsUriVariable, revocations);
            _revocations = new LiveDocument<RevocationList>(
                "revocations", revocations, MaxBodyBytes, settings, documents, ReadRevocations, log);
        }

        _withoutRevocations = _revocations is null || !settings.LiveRequired ? RevocationList.None : null;

        static RevocationList? ReadRevocations(ReadOnlySpan<byte> body, RevocationList? before, out string? problem) =>
            RevocationsReader.Read(body, before, Moment.Now.UnixSeconds, out problem);
    }

    /// <summary>The rules of the permissions file, or <see langword="null"/> if only live rules are used.</summary>
    public RulesInForce? FileRules { get; }

    /// <summary>Starts the first fetches during init.</summary>
    public void StartPrefetch(Moment now)
    {
        _rules?.StartPrefetch(now);
        _revocations?.StartPrefetch(now);
    }

    /// <summary>Waits for the fetches in progress, at most until their time limits.</summary>
    public void AwaitFetches()
    {
        _rules?.AwaitFetch();
        _revocations?.AwaitFetch();
    }

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle()
    {
        _rules?.Settle();
        _revocations?.Settle();
    }

    /// <summary>Starts a fetch of each document that must be fetched again. Does not wait.</summary>
    public void RefreshIfDue(Moment now)
    {
        _rules?.RefreshIfDue(now);
        _revocations?.RefreshIfDue(now);
    }

    /// <summary>The rules in force, or <see langword="null"/> if live rules are required and were never read.</summary>
    public RulesInForce? Rules => _rules?.Current ?? FileRules;

    /// <summary>The revocations in force, or <see langword="null"/> if they are required and were never read.</summary>
    public RevocationList? Revocations => _revocations?.Current ?? _withoutRevocations;
}
