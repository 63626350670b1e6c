using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// Keeps answers by the values of the identity sources, and by nothing else: what is not an identity source may differ between
/// the call an answer was given for and the calls it is used for. Errors never get here.
/// </summary>
/// <param name="ttl">How long an answer is kept; zero keeps none.</param>
/// <param name="time">The clock.</param>
internal sealed class AuthorizerResultCache(TimeSpan ttl, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (AuthorizerAnswer Answer, DateTimeOffset Expires)> _entries = new();

    /// <summary>Finds a kept answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <returns>The answer, or <see langword="null"/> where there is none that is young enough.</returns>
    public AuthorizerAnswer? Find(IReadOnlyList<string> identity) =>
        _entries.TryGetValue(Key(identity), out (AuthorizerAnswer Answer, DateTimeOffset Expires) entry)
        && time.GetUtcNow() < entry.Expires ? entry.Answer : null;

    /// <summary>Keeps an answer.</summary>
    /// <param name="identity">The values of the identity sources.</param>
    /// <param name="answer">The answer.</param>
    public void Keep(IReadOnlyList<string> identity, AuthorizerAnswer answer)
    {
        // Without an identity source one caller's answer would be everybody's.
        if (ttl > TimeSpan.Zero && identity.Count > 0)
        {
            _entries[Key(identity)] = (answer, time.GetUtcNow() + ttl);
        }
    }

    // Lengths first, so that no two lists of values have one key.
    private static string Key(IReadOnlyList<string> identity) => string.Concat(identity.Select(value => $"{value.Length}:{value}"));
}
