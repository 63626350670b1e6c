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

/// <summary>Tests when a live document is fetched again. The tests control the clocks.</summary>
public sealed class LiveDocumentTests : IAsyncLifetime
{
    private const int MaxAgeSeconds = 60;
    private const int MaxBodyBytes = 1024;
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
            "test", new Uri(_server.Uri), MaxBodyBytes, settings, new DocumentFetcher(settings, new InternetTransport(proxy: null), log), Read, log);
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
    [InlineData(60, 0, "second", 2)] // The sandbox was frozen: only the wall clock advanced.
    [InlineData(-7200, 60, "second", 2)] // The wall clock was set back: the time since boot still counts.
    [InlineData(-7200, 59, "first", 1)]
    [InlineData(30 * Day, 1, "second", 2)] // The wall clock was set forward: the document is fetched once, not repeatedly.
    public void A_document_is_fetched_again_when_either_clock_reaches_its_maximum_age(
        double wallSeconds, double bootSeconds, string expected, int requests)
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
    public void A_clock_that_is_set_forward_and_back_does_not_stop_refreshes()
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
    public void A_fetch_of_an_unchanged_document_resets_its_age(bool tagged)
    {
        _server.Tagged = tagged;

        // Steps of half a second, until three times the maximum age.
        for (double seconds = 0; seconds <= 3 * MaxAgeSeconds; seconds += 0.5)
        {
            _document!.RefreshIfDue(After(seconds, seconds));
            _document.AwaitFetch();
        }

        Assert.Equal(4, _server.Requests);
        Assert.Equal(tagged ? 2 : 0, _server.NotModified);
    }

    [Fact]
    public void Failed_fetches_are_retried_with_growing_pauses_and_keep_the_last_good_document()
    {
        _server.Document = null;

        // One call in each second of an hour.
        for (int second = MaxAgeSeconds; second < 3600; second++)
        {
            _document!.RefreshIfDue(After(second, second));
            _document.AwaitFetch();
        }

        Assert.Equal("first", _document!.Current);
        Assert.InRange(_server.Requests, 100, 200);
    }

    [Fact]
    public void A_document_that_exhausts_the_memory_does_not_replace_the_last_good_document()
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
