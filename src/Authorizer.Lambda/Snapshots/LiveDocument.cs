using System;
using System.Globalization;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Parses a document.</summary>
/// <typeparam name="T">The type of its content.</typeparam>
/// <param name="before">The content in force, or <see langword="null"/>.</param>
/// <param name="problem">The problem, as one sentence; <see langword="null"/> if the document is valid.</param>
/// <returns>The content; <see langword="null"/> if the document is invalid.</returns>
internal delegate T? LiveDocumentReader<T>(ReadOnlySpan<byte> body, T? before, out string? problem)
    where T : class;

/// <summary>
/// A document that is fetched repeatedly while the function runs. The last valid version stays in force, however old; an invalid
/// one is logged. Reads take no lock.
/// </summary>
/// <typeparam name="T">The type of its content. Immutable.</typeparam>
internal sealed class LiveDocument<T>(
    string name, Uri uri, int maxBodyBytes, Settings settings, DocumentFetcher documents, LiveDocumentReader<T> reader, Log log)
    where T : class
{
    private const int Ok = 200;
    private const int NotModified = 304;

    // After a failure, the back-off is at most the time after which a valid document would be fetched again.
    private readonly RepeatedFetch<Document> _fetches = new(settings.FetchTimeoutMilliseconds, settings.LiveMaxAgeSeconds);

    /// <summary>Starts the first fetch, during init.</summary>
    public void StartPrefetch(Moment now) => _fetches.Start(now, Fetch);

    /// <summary>Waits for a fetch in progress, at most until its time limit.</summary>
    public void AwaitFetch() => _fetches.Await();

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle() => _fetches.Settle();

    /// <summary>Starts a fetch if the document is due for one. Does not wait.</summary>
    public void RefreshIfDue(Moment now)
    {
        RepeatedFetch<Document>.FetchState state = _fetches.State;
        bool due = state.Good is null || now.SecondsSince(state.FetchedAt) >= settings.LiveMaxAgeSeconds;
        if (due && _fetches.MayStart(now))
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>The content in force; <see langword="null"/> if no valid document was read yet.</summary>
    public T? Current => _fetches.State.Good?.Value;

    private void Fetch(BackgroundFetch fetch)
    {
        RepeatedFetch<Document>.FetchState state = _fetches.State;
        Document? before = state.Good;
        Document? good = null;

        // A faulty server may answer 304 forever. After JwksMaxStaleSeconds, the request is unconditional.
        Moment started = state.LastAttempt ?? Moment.Now;
        bool unchangedTooLong = before is not null && started.SecondsSince(before.ReadAt) >= settings.JwksMaxStaleSeconds;
        string? condition = unchangedTooLong ? null : before?.EntityTag;
        var request = new DocumentRequest(uri, settings.FetchTimeoutMilliseconds, maxBodyBytes) { KnownEntityTag = condition };
        FetchOutcome outcome = documents.Fetch(request, fetched => Read(fetched, isConditional: condition is not null, before, started, out good));
        if (!_fetches.End(fetch, outcome.Problem is null ? good : null))
        {
            return;
        }

        if (outcome.Problem is { } problem)
        {
            log.Write(
                LogLevel.Warn,
                "A live document could not be used; the last good one stays in force.",
                ("document", name),
                ("problem", problem),
                ("firstProblem", outcome.FirstProblem ?? string.Empty));
        }
        else if (!ReferenceEquals(good?.Value, before?.Value))
        {
            log.Write(LogLevel.Info, "A live document is in force.", ("document", name));
        }
    }

    private string? Read(FetchedDocument fetched, bool isConditional, Document? before, Moment started, out Document? good)
    {
        // In reply to an unconditional request, 304 is an error.
        good = fetched.Status == NotModified && isConditional ? before : null;
        if (good is not null)
        {
            return null;
        }

        if (fetched.Status != Ok)
        {
            return "The status was " + fetched.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        // Without an entity tag, the server sends the same document each time. Keeping the parsed content keeps all caches that depend on it.
        if (before?.Body is { } body && fetched.Body.Span.SequenceEqual(body.Span))
        {
            good = before with { EntityTag = fetched.EntityTag, ReadAt = started };
            return null;
        }

        if (reader(fetched.Body.Span, before?.Value, out string? problem) is { } value)
        {
            good = new Document(value, fetched.EntityTag, fetched.EntityTag is null ? fetched.Body : default(ReadOnlyMemory<byte>?), started);
        }

        return problem;
    }

    // Body is kept only if there is no entity tag to detect a change. ReadAt is the start of the last fetch that returned the body.
    private sealed record Document(T Value, string? EntityTag, ReadOnlyMemory<byte>? Body, Moment ReadAt);
}
