using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;

namespace DevTool.Gateway.Authorization;

/// <summary>
/// One operator of a statement's <c>Condition</c> with one key (IAM documentation: "IAM JSON policy elements: Condition operators").
/// Unsupported operators and keys are refused when the policy is read, and the error names them.
/// </summary>
internal sealed class PolicyCondition
{
    private const string IfExists = "IfExists";
    private const string ForAllValues = "ForAllValues:";
    private const string ForAnyValue = "ForAnyValue:";

    // Each function compares one value of the request with one value of the policy. A negated operator inverts the result of its counterpart.
    private static readonly Dictionary<string, Func<string, string, bool>> Comparisons = new(StringComparer.Ordinal)
    {
        ["StringEquals"] = string.Equals,
        ["StringEqualsIgnoreCase"] = (value, wanted) => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase),
        ["StringLike"] = (value, pattern) => PolicyEvaluator.Matches(pattern, value),
        ["NumericEquals"] = (value, wanted) => Number(value) == Number(wanted),
        ["NumericLessThan"] = (value, wanted) => Number(value) < Number(wanted),
        ["NumericLessThanEquals"] = (value, wanted) => Number(value) <= Number(wanted),
        ["NumericGreaterThan"] = (value, wanted) => Number(value) > Number(wanted),
        ["NumericGreaterThanEquals"] = (value, wanted) => Number(value) >= Number(wanted),
        ["DateEquals"] = (value, wanted) => Time(value) == Time(wanted),
        ["DateLessThan"] = (value, wanted) => Time(value) < Time(wanted),
        ["DateLessThanEquals"] = (value, wanted) => Time(value) <= Time(wanted),
        ["DateGreaterThan"] = (value, wanted) => Time(value) > Time(wanted),
        ["DateGreaterThanEquals"] = (value, wanted) => Time(value) >= Time(wanted),
        ["Bool"] = (value, wanted) => string.Equals(value, wanted, StringComparison.OrdinalIgnoreCase),
        ["IpAddress"] = (value, block) => Block(block).Contains(IPAddress.Parse(value)),
    };

    private static readonly Dictionary<string, string> Negated = new(StringComparer.Ordinal)
    {
        ["StringNotEquals"] = "StringEquals",
        ["StringNotEqualsIgnoreCase"] = "StringEqualsIgnoreCase",
        ["StringNotLike"] = "StringLike",
        ["NumericNotEquals"] = "NumericEquals",
        ["DateNotEquals"] = "DateEquals",
        ["NotIpAddress"] = "IpAddress",
    };

    private readonly string _key;
    private readonly string[] _values;
    private readonly Func<string, string, bool>? _comparison;
    private readonly bool _isNegated;
    private readonly bool _holdsWithoutKey;

    private PolicyCondition(string operation, string key, string[] values)
    {
        bool isForAll = operation.StartsWith(ForAllValues, StringComparison.Ordinal);
        string name = isForAll ? operation[ForAllValues.Length..]
            : operation.StartsWith(ForAnyValue, StringComparison.Ordinal) ? operation[ForAnyValue.Length..]
            : operation;
        bool ifExists = name.EndsWith(IfExists, StringComparison.Ordinal);
        name = ifExists ? name[..^IfExists.Length] : name;
        _isNegated = Negated.TryGetValue(name, out string? counterpart);
        _holdsWithoutKey = ifExists || isForAll || _isNegated;
        _key = key;
        _values = values;
        if (!PolicyKeys.IsKnown(key))
        {
            throw new MalformedAnswerException($"a Condition has the key {key}, which this gateway does not evaluate");
        }

        if (name != "Null" && !Comparisons.TryGetValue(counterpart ?? name, out _comparison))
        {
            throw new MalformedAnswerException($"a Condition has the operator {operation}, which this gateway does not evaluate");
        }
    }

    /// <summary>Reads a statement's conditions.</summary>
    /// <returns>The conditions, which must all hold; empty if the statement has no <c>Condition</c>.</returns>
    /// <exception cref="MalformedAnswerException">A condition is not supported here.</exception>
    public static PolicyCondition[] ReadAll(JsonElement statement)
    {
        try
        {
            return !statement.TryGetProperty("Condition", out JsonElement condition) ? []
                :
                [
                    .. condition.EnumerateObject().SelectMany(operation => operation.Value.EnumerateObject()
                        .Select(key => new PolicyCondition(operation.Name, key.Name, Values(key.Value)).Checked())),
                ];
        }
        catch (Exception malformed) when (malformed is InvalidOperationException or FormatException)
        {
            throw new MalformedAnswerException($"a Condition cannot be read: {malformed.Message}");
        }
    }

    /// <summary>Whether the condition holds for a call.</summary>
    public bool Holds(PolicyCall call)
    {
        call.Keys.TryGetValue(_key, out string? value);
        return _comparison is null ? Array.Exists(_values, wanted => bool.Parse(wanted) == (value is null))
            : value is null ? _holdsWithoutKey
            : Array.Exists(_values, wanted => _comparison(value, wanted)) != _isNegated;
    }

    private static string[] Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Text)] : [Text(value)];

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => throw new FormatException("a value is neither text, nor a number, nor a truth value"),
    };

    private static decimal Number(string text) => decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static IPNetwork Block(string text) =>
        text.Contains('/', StringComparison.Ordinal) ? IPNetwork.Parse(text)
        : IPAddress.Parse(text) is var address ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : default;

    // Checks values when the policy is read, so that a malformed value is not found only at the first call that needs it.
    private PolicyCondition Checked()
    {
        string sample = PolicyKeys.Sample(_key);
        foreach (string value in _values)
        {
            _ = _comparison is null ? bool.Parse(value) : _comparison(sample, value);
        }

        return this;
    }
}
