using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace DevTool.Gateway.Requests;

/// <summary>A list of names and values in which names can repeat, and its forms in events.</summary>
/// <param name="pairs">The pairs, in order.</param>
/// <param name="comparer">Compares names.</param>
internal sealed class NameValues(IEnumerable<KeyValuePair<string, string>> pairs, StringComparer comparer)
    : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _pairs = [.. pairs];

    /// <summary>All values of a name.</summary>
    public IEnumerable<string> All(string name) => _pairs.Where(pair => comparer.Equals(pair.Key, name)).Select(pair => pair.Value);

    /// <summary>The values of a name, joined with commas; <see langword="null"/> if the name is absent.</summary>
    public string? Joined(string name) => All(name).ToArray() is { Length: > 0 } values ? string.Join(',', values) : null;

    /// <summary>The last value of each name: <c>headers</c> in payload version 1.0.</summary>
    public JsonObject LastValues() => ToJson(values => values.Last());

    /// <summary>All values of each name as an array: <c>multiValueHeaders</c> in payload version 1.0.</summary>
    public JsonObject AllValues() => ToJson(values => new JsonArray([.. values.Select(value => (JsonNode?)value)]));

    /// <summary>All values of each name, joined with commas: <c>headers</c> in payload version 2.0.</summary>
    public JsonObject JoinedValues() => ToJson(values => string.Join(',', values));

    /// <summary>All pairs whose name differs from the given name.</summary>
    public NameValues Without(string name) => new(_pairs.Where(pair => !comparer.Equals(pair.Key, name)), comparer);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _pairs.GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private JsonObject ToJson(Func<IEnumerable<string>, JsonNode?> shape) =>
        new(_pairs.GroupBy(pair => pair.Key, pair => pair.Value, comparer).Select(group => KeyValuePair.Create(group.Key, shape(group))));
}
