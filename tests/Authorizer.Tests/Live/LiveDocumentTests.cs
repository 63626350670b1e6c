using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading.Tasks;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Contract;
using Xunit;

namespace Authorizer.Tests.Live;

/// <summary>When a live document is read again, by clocks that a test moves.</summary>
public sealed class LiveDocumentTests : IAsyncLifetime
{
    private const int MaxAgeSeconds = 60;
    private const string OutOfMemory = "out of memory";
    private const double Day = 86_400;

    private static readonly Moment Start = new(1_700_000_000, 1_000_000);

    private readonly AuthorizerOptions _options = new();
    private readonly DocumentServer _server = new("first") { Tagged = false };
    private LiveDocument<string>? _document;

    public ValueTask InitializeAsync()
    {
        Settings settings = SettingsReader.Read(_options.Variables.GetValueOrDefault, "/nowhere");
        var log = new Log(Stream.Null, LogLevel.Fatal);
        _document = new LiveDocument<string>(
            "test", new Uri(_server.Uri), MaxAgeSeconds, settings, new DocumentFetcher(settings, new InternetTransport(proxy: null), log), Read, log);
        _document.StartPrefetch(Start);
        _document.AwaitFetch();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _options.Dispose();
    }

    [Theory]
    [InlineData(59, 59, "first", 1)]
    [InlineData(60, 60, "second", 2)]
    [InlineData(60, 0, "second", 2)] // Frozen: only wall time went on.
    [InlineData(-7200, 60, "second", 2)] // Set back: time since boot still counts.
    [InlineData(-7200, 59, "first", 1)]
    [InlineData(30 * Day, 1, "second", 2)] // Set forward: read again once, and not over and over.
    public void It_is_read_again_at_its_maximum_age_by_whichever_clock_says_so(double wallSeconds, double bootSeconds, string expected, int requests)
    {
        _server.Document = "second";
        Moment later = After(wallSeconds, bootSeconds);

        for (int i = 0; i < 50; i++)
        {
            _document!.RefreshIfDue(later);
            _document.AwaitFetch();
        }

        Assert.Equal(expected, _document!.Current);
        Assert.Equal(requests, _server.Requests);
    }

    [Fact]
    public void A_clock_that_was_set_forward_and_back_again_stops_no_refresh()
    {
        _document!.RefreshIfDue(After(30 * Day, 60));
        _document.AwaitFetch();
        _server.Document = "second";

        _document.RefreshIfDue(After(119, 119));
        _document.AwaitFetch();
        Assert.Equal("first", _document.Current);
        _document.RefreshIfDue(After(120, 120));
        _document.AwaitFetch();

        Assert.Equal("second", _document.Current);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_document_that_did_not_change_is_as_young_as_its_last_question(bool tagged)
    {
        _server.Tagged = tagged;

        // Half a second at a time, for three maximum ages.
        for (double seconds = 0; seconds <= 3 * MaxAgeSeconds; seconds += 0.5)
        {
            _document!.RefreshIfDue(After(seconds, seconds));
            _document.AwaitFetch();
        }

        Assert.Equal(4, _server.Requests);
        Assert.Equal(tagged ? 2 : 0, _server.NotModified);
    }

    [Fact]
    public void While_its_source_fails_the_pauses_grow_and_the_last_good_document_stays()
    {
        _server.Document = null;

        // An hour in steps of a second, every one of them with a call.
        for (int second = MaxAgeSeconds; second < 3600; second++)
        {
            _document!.RefreshIfDue(After(second, second));
            _document.AwaitFetch();
        }

        Assert.Equal("first", _document!.Current);
        Assert.InRange(_server.Requests, 100, 200);
    }

    [Fact]
    public void If_memory_runs_out_while_it_is_read_the_last_good_document_stays()
    {
        _server.Document = OutOfMemory;
        _document!.RefreshIfDue(After(60, 60));
        _document.AwaitFetch();
        Assert.Equal("first", _document.Current);
        Assert.Equal(3, _server.Requests);

        _server.Document = "second";
        _document.RefreshIfDue(After(62, 62));
        _document.AwaitFetch();
        Assert.Equal("second", _document.Current);
    }

    private static string? Read(ReadOnlySpan<byte> body, string? before, out string? problem)
    {
        problem = null;
        string text = Encoding.UTF8.GetString(body);
        return text == OutOfMemory ? throw new InsufficientMemoryException() : text;
    }

    private static Moment After(double wallSeconds, double bootSeconds) =>
        new(Start.UnixSeconds + wallSeconds, Start.UptimeMilliseconds + (long)(bootSeconds * 1000));
}
