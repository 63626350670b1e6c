using System;
using System.Threading;
using Authorizer.Lambda.Fetching;
using Xunit;

namespace Authorizer.Tests.Fetching;

/// <summary>Repeated fetches. A fetch can end after its successor, because a sandbox can be frozen during a fetch.</summary>
public sealed class RepeatedFetchTests
{
    // A fetch is abandoned a second after its time limit.
    private static readonly TimeSpan GivenUp = TimeSpan.FromSeconds(1.1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void A_fetch_that_runs_out_of_memory_keeps_the_last_good_result()
    {
        var fetches = new RepeatedFetch<string>(timeoutMilliseconds: 1000);
        Moment start = Moment.Now;
        fetches.Start(start, fetch => fetches.End(fetch, "first"));
        fetches.Await();
        fetches.Start(start, _ => throw new InsufficientMemoryException());
        fetches.Await();

        Assert.Equal(("first", 1), (fetches.State.Good, fetches.State.Failures));
        Assert.False(fetches.MayStart(start));

        Moment later = start with { UptimeMilliseconds = start.UptimeMilliseconds + 2000 };
        Assert.True(fetches.MayStart(later));
        fetches.Start(later, fetch => fetches.End(fetch, "second"));
        fetches.Await();
        Assert.Equal("second", fetches.State.Good);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(60)]
    public void The_back_off_never_exceeds_its_maximum(int longest)
    {
        var fetches = new RepeatedFetch<string>(timeoutMilliseconds: 1000, longest);
        Moment start = Moment.Now;
        for (int i = 0; i < 20; i++)
        {
            fetches.Start(start, fetch => fetches.End(fetch, good: null));
            fetches.Await();
        }

        Assert.InRange(fetches.State.BackOffSeconds, longest / 2, longest);
        Assert.True(fetches.MayStart(start with { UptimeMilliseconds = start.UptimeMilliseconds + (longest * 1000) }));
    }

    [Fact]
    public void The_result_of_an_abandoned_fetch_is_ignored()
    {
        var fetches = new RepeatedFetch<string>(timeoutMilliseconds: 10);
        using var thawed = new ManualResetEventSlim();
        using var ended = new ManualResetEventSlim();
        bool counted = true;
        fetches.Start(Moment.Now, fetch =>
        {
            _ = thawed.Wait(Patience);
            counted = fetches.End(fetch, "older");
            ended.Set();
        });
        Assert.False(fetches.MayStart(Moment.Now));
        Thread.Sleep(GivenUp);
        Assert.True(fetches.MayStart(Moment.Now));
        fetches.Start(Moment.Now, fetch => fetches.End(fetch, "newer"));
        fetches.Await();

        thawed.Set();

        Assert.True(ended.Wait(Patience, TestContext.Current.CancellationToken));
        Assert.False(counted);
        Assert.Equal("newer", fetches.State.Good);
    }
}
