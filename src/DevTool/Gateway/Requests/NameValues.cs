using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Gateway.Requests;

/// <summary>Pairs of names and values, in which a name may repeat, and their forms in events.</summary>
/// <param name="pairs">The pairs, in order.</param>
/// <param name="comparer">Whether two names are equal.</param>
internal sealed class NameValues(IEnumerable<KeyValuePair<string, string>> pairs, StringComparer comparer)
    : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _pairs = [.. pairs];

    /// <summary>All values of a name.</summary>
    public IEnumerable<string> All(string name) => _pairs.Where(pair => comparer.Equals(pair.Key, name)).Select(pair => pair.Value);

    /// <summary>The values of a name joined by commas, or <see langword="null"/> if it is absent.</summary>
    public string? Joined(string name) => All(name).ToArray() is { Length: > 0 } values ? string.Join(',', values) : null;

    /// <summary>One value a name, the last one: <c>headers</c> in payload 1.0.</summary>
    public JsonObject LastValues() => ToJson(values => values.Last());

    /// <summary>All values as arrays: <c>multiValueHeaders</c> in payload 1.0.</summary>
    public JsonObject AllValues() => ToJson(values => new JsonArray([.. values.Select(value => (JsonNode?)value)]));

    /// <summary>All values joined by commas: <c>headers</c> in payload 2.0.</summary>
    public JsonObject JoinedValues() => ToJson(values => string.Join(',', values));

    /// <summary>The pairs with other names.</summary>
    public NameValues Without(string name) => new(_pairs.Where(pair => !comparer.Equals(pair.Key, name)), comparer);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private JsonObject ToJson(Func<IEnumerable<string>, JsonNode?> shape) =>
        new(_pairs.GroupBy(pair => pair.Key, pair => pair.Value, comparer).Select(group => KeyValuePair.Create(group.Key, shape(group))));
}
