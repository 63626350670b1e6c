using System;
using System.Globalization;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Makes something of a document.</summary>
/// <typeparam name="T">What it makes.</typeparam>
/// <param name="before">What the document in force says, or <see langword="null"/>.</param>
/// <param name="problem">What is wrong with it, in one sentence, or <see langword="null"/>.</param>
/// <returns>What it made, or <see langword="null"/>.</returns>
internal delegate T? LiveDocumentReader<T>(ReadOnlySpan<byte> body, T? before, out string? problem)
    where T : class;

/// <summary>
/// A document that is read again while the function runs. The last good one stays in force, however old; a bad one is told to the
/// log. Read without locks.
/// </summary>
/// <typeparam name="T">What the document says. Immutable.</typeparam>
internal sealed class LiveDocument<T>(
    string name, Uri uri, int maxAgeSeconds, Settings settings, DocumentFetcher documents, LiveDocumentReader<T> reader, Log log)
    where T : class
{
    // A hundred thousand revoked sign-ins have 4 MB.
    private const int MaxBodyBytes = 16 * 1024 * 1024;

    private const int Ok = 200;
    private const int NotModified = 304;

    // A document that was bad is tried again as soon as a good one would be read again.
    private readonly RepeatedFetch<Document> _fetches = new(settings.FetchTimeoutMilliseconds, maxAgeSeconds);

    /// <summary>Begins the first fetch, during init.</summary>
    public void StartPrefetch(Moment now) => _fetches.Start(now, Fetch);

    /// <summary>Waits for a fetch under way, at most as long as a fetch may take.</summary>
    public void AwaitFetch() => _fetches.Await();

    /// <summary>After an answer: gives a fetch that began with its request a moment to end, before the sandbox may be frozen.</summary>
    public void Settle() => _fetches.Settle();

    /// <summary>Begins a fetch, without waiting, when the document is due for one.</summary>
    public void RefreshIfDue(Moment now)
    {
        RepeatedFetch<Document>.Past past = _fetches.SoFar;
        bool due = past.Good is null || now.SecondsSince(past.FetchedAt) >= maxAgeSeconds;
        if (due && _fetches.MayStart(now))
        {
            _fetches.Start(now, Fetch);
        }
    }

    /// <summary>What the last good document says, or <see langword="null"/> if there never was one.</summary>
    public T? Current => _fetches.SoFar.Good?.Value;

    private void Fetch(BackgroundFetch fetch)
    {
        RepeatedFetch<Document>.Past past = _fetches.SoFar;
        Document? before = past.Good;
        Document? good = null;

        // A server may call a document unchanged for ever by mistake: once in a while all of it is fetched.
        Moment started = past.LastAttempt ?? Moment.Now;
        bool unchangedTooLong = before is not null && started.SecondsSince(before.ReadAt) >= settings.JwksMaxStaleSeconds;
        string? condition = unchangedTooLong ? null : before?.EntityTag;
        var request = new DocumentRequest(uri, settings.FetchTimeoutMilliseconds, MaxBodyBytes) { KnownEntityTag = condition };
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
        // To an unconditional request 304 says nothing: there is no version that it could speak of.
        good = fetched.Status == NotModified && isConditional ? before : null;
        if (good is not null)
        {
            return null;
        }

        if (fetched.Status != Ok)
        {
            return "The status was " + fetched.Status.ToString(CultureInfo.InvariantCulture) + ".";
        }

        // Without an entity tag the same document comes again and again; it is then kept as it is, with all that hangs on it.
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

    // The body is kept if there is no entity tag to tell a change by. ReadAt is when the fetch began that brought all of it.
    private sealed record Document(T Value, string? EntityTag, ReadOnlyMemory<byte>? Body, Moment ReadAt);
}
