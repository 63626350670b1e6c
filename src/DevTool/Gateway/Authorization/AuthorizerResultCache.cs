using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// Caches results. The cache key contains only the values of the identity sources. All other parts of a request can therefore differ
/// between the call that the authorizer decided about and a later call that uses the cached result. Errors are not cached.
/// </summary>
/// <param name="ttl">The time for which a result is cached; zero turns the cache off.</param>
internal sealed class AuthorizerResultCache(TimeSpan ttl, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch)> _entries = new();
    private int _epoch;

    /// <summary>The number of times that the cache was cleared.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Finds a cached result.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <returns>The result, or <see langword="null"/> if the cache has none or the result has expired.</returns>
    public AuthorizerAnswer? Find(IReadOnlyList<string> identity) =>
        _entries.TryGetValue(Key(identity), out (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch) entry)
        && entry.Epoch == Epoch && time.GetUtcNow() < entry.Expires ? entry.Answer : null;

    /// <summary>Caches a result.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <param name="epoch">
    /// The <see cref="Epoch"/> in which the authorizer was called. A result from before a <see cref="Clear"/> is not used afterwards.
    /// </param>
    public void Keep(IReadOnlyList<string> identity, AuthorizerAnswer answer, int epoch)
    {
        // Without an identity source, one caller's result would apply to all callers.
        if (ttl > TimeSpan.Zero && identity.Count > 0)
        {
            _entries[Key(identity)] = (answer, time.GetUtcNow() + ttl, epoch);
        }
    }

    /// <summary>Removes all results. Results of calls that are still running are not used later either.</summary>
    public void Clear()
    {
        _ = Interlocked.Increment(ref _epoch);
        _entries.Clear();
    }

    // The length precedes each value, so that different lists of values have different keys.
    private static string Key(IReadOnlyList<string> identity) => string.Concat(identity.Select(value => $"{value.Length}:{value}"));
}
