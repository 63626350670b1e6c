using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// Caches answers by the values of the identity sources only. Everything else may differ between
/// the call that an answer was given for and the calls that it is used for. Errors are not cached.
/// </summary>
/// <param name="ttl">How long an answer is cached; zero caches none.</param>
internal sealed class AuthorizerResultCache(TimeSpan ttl, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch)> _entries = new();
    private int _epoch;

    /// <summary>How often the cache was cleared.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Finds a cached answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <returns>The answer, or <see langword="null"/> if there is none, or if it is too old.</returns>
    public AuthorizerAnswer? Find(IReadOnlyList<string> identity) =>
        _entries.TryGetValue(Key(identity), out (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch) entry)
        && entry.Epoch == Epoch && time.GetUtcNow() < entry.Expires ? entry.Answer : null;

    /// <summary>Caches an answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <param name="epoch">The <see cref="Epoch"/> in which the authorizer was called. An answer from before a <see cref="Clear"/> is not used after it.</param>
    public void Keep(IReadOnlyList<string> identity, AuthorizerAnswer answer, int epoch)
    {
        // Without an identity source, one caller's answer would apply to all callers.
        if (ttl > TimeSpan.Zero && identity.Count > 0)
        {
            _entries[Key(identity)] = (answer, time.GetUtcNow() + ttl, epoch);
        }
    }

    /// <summary>Removes every answer, and discards those that are still in progress.</summary>
    public void Clear()
    {
        _ = Interlocked.Increment(ref _epoch);
        _entries.Clear();
    }

    // Each value has its length before it, so that different lists of values have different keys.
    private static string Key(IReadOnlyList<string> identity) => string.Concat(identity.Select(value => $"{value.Length}:{value}"));
}
