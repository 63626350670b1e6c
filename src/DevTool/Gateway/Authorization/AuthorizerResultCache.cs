using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// Keeps answers by the values of the identity sources, and by nothing else: what is not an identity source may differ between
/// the call an answer was given for and the calls it is used for. Errors never get here.
/// </summary>
/// <param name="ttl">How long an answer is kept; zero keeps none.</param>
internal sealed class AuthorizerResultCache(TimeSpan ttl, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch)> _entries = new();
    private int _epoch;

    /// <summary>How often the cache was cleared.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Finds a kept answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <returns>The answer, or <see langword="null"/> if there is none that is young enough.</returns>
    public AuthorizerAnswer? Find(IReadOnlyList<string> identity) =>
        _entries.TryGetValue(Key(identity), out (AuthorizerAnswer Answer, DateTimeOffset Expires, int Epoch) entry)
        && entry.Epoch == Epoch && time.GetUtcNow() < entry.Expires ? entry.Answer : null;

    /// <summary>Keeps an answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <param name="epoch">The <see cref="Epoch"/> in which the authorizer was asked: what it said before a <see cref="Clear"/> is not used after it.</param>
    public void Keep(IReadOnlyList<string> identity, AuthorizerAnswer answer, int epoch)
    {
        // Without an identity source one caller's answer would be everybody's.
        if (ttl > TimeSpan.Zero && identity.Count > 0)
        {
            _entries[Key(identity)] = (answer, time.GetUtcNow() + ttl, epoch);
        }
    }

    /// <summary>Forgets every answer, and those that the authorizer is still working on.</summary>
    public void Clear()
    {
        _ = Interlocked.Increment(ref _epoch);
        _entries.Clear();
    }

    // Lengths first, so that no two lists of values have one key.
    private static string Key(IReadOnlyList<string> identity) => string.Concat(identity.Select(value => $"{value.Length}:{value}"));
}
