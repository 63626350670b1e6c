using System;
using System.Globalization;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Parses a document.</summary>
/// <typeparam name="T">The type of the document's content.</typeparam>
/// <param name="before">The content in force, or <see langword="null"/> if there is none.</param>
/// <param name="problem">The problem as one sentence, or <see langword="null"/> if the document is valid.</param>
/// <returns>The content, or <see langword="null"/> if the document is invalid.</returns>
internal delegate T? LiveDocumentReader<T>(ReadOnlySpan<byte> body, T? before, out string? problem)
    where T : class;

/// <summary>
/// A document that is fetched repeatedly while the function runs. The last valid version stays in force, however old it is. An invalid
/// version is logged. Reading the content takes no lock.
/// </summary>
/// <typeparam name="T">The type of the document's content. Immutable.</typeparam>
internal sealed class LiveDocument<T>(
    string name, Uri uri, int maxBodyBytes, Settings settings, DocumentFetcher documents, LiveDocumentReader<T> reader, Log log)
    where T : class
{
    private const int Ok = 200;
    private const int NotModified = 304;

    // After a failure, the back-off is not longer than the time between two successful fetches.
    private readonly RepeatedFetch<Document> _fetches = new(settings.FetchTimeoutMilliseconds, settings.LiveMaxAgeSeconds);

    /// <summary>Starts the first fetch during init.</summary>
    public void StartPrefetch(Moment now) => _fetches.Start(now, Fetch);

    /// <summary>Waits for a fetch in progress, at most until its time limit.</summary>
    public void AwaitFetch() => _fetches.Await();

    /// <inheritdoc cref="RepeatedFetch{T}.Settle"/>
    public void Settle() => _fetches.Settle();

    /// <summary>Starts a fetch if the document must be fetched again. Does not wait.</summary>
    public void RefreshIfDue(Moment now)
    {
        RepeatedFetch<Document>.FetchState state = _fetches.State;
        bool due = state.Good is null || now.SecondsSince(state.FetchedAt) >= settings.LiveMaxAgeSeconds;
        if (due && _fetches.MayStart(now))
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>The content in force, or <see langword="null"/> if no valid document was read yet.</summary>
    public T? Current => _fetches.State.Good?.Value;

    private void Fetch(BackgroundFetch fetch)
    {
        RepeatedFetch<Document>.FetchState state = _fetches.State;
        Document? before = state.Good;
        Document? good = null;

        // A faulty server might always answer 304. If the body was not returned for JwksMaxStaleSeconds, the request is unconditional.
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
        // A 304 is an error if the request was unconditional.
        good = fetched.Status == NotModified && isConditional ? before : null;
        if (good is not null)
        {
            return null;
        }

        if (fetched.Status != Ok)
        {
            return "The status was " + fetched.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        // Without an entity tag, the server returns the document even if it has not changed. If the bytes are equal, the parsed object is
        // kept, because caches depend on this object.
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

    // Body is kept only if there is no entity tag that shows a change. ReadAt is the start of the latest fetch that returned the body.
    private sealed record Document(T Value, string? EntityTag, ReadOnlyMemory<byte>? Body, Moment ReadAt);
}
