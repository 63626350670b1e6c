using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace DevTool.Comparing;

/// <summary>An example call, and the authorizer's decision about it with each file.</summary>
/// <param name="Claims">The claims of the caller.</param>
/// <param name="Method">The HTTP method, <c>MCP</c>, or <c>$connect</c>.</param>
/// <param name="Path">The path. For an MCP request, its method and name follow the path. Absent for <c>$connect</c>.</param>
/// <param name="Old">The decision with the old file; absent if the example is larger than the authorizer accepts.</param>
/// <param name="New">The decision with the new file.</param>
/// <param name="SourceIp">The source address of the request; absent if the rules do not depend on it.</param>
/// <param name="SignedInSecondsAgo">The seconds since the caller signed in; absent if the rules do not depend on this time.</param>
/// <param name="Token">
/// A token with the claims, for <c>explain</c>. Authorizers refuse the token, because they do not have its key.
/// </param>
internal sealed record ReportedExample(JsonObject Claims, string Method, string? Path, Decided? Old, Decided? New, string? SourceIp, int? SignedInSecondsAgo, string Token)
{
    /// <inheritdoc cref="ExampleCall.Circumstances"/>
    [JsonIgnore]
    public string Circumstances { get; init; } = string.Empty;
}

/// <summary>A fact about callers.</summary>
/// <param name="Kind">The kind of fact.</param>
/// <param name="Name">The name of the client, the scope or the claim.</param>
/// <param name="Value">The value of the claim, the seconds since the sign-in, or the block of addresses.</param>
/// <param name="Segment">The number of the path segment that equals the claim, from 1; absent for the name in an MCP request.</param>
/// <param name="Holds">Whether the fact is true.</param>
internal sealed record ReportedFact(FactKind Kind, string? Name, JsonNode? Value, int? Segment, bool Holds)
{
    /// <summary>Converts a condition for the report.</summary>
    public static ReportedFact[][] Of(IReadOnlyList<IReadOnlyList<Literal>> clauses) => [.. clauses.Select(clause => clause.Select(Of).ToArray())];

    private static ReportedFact Of(Literal literal) =>
        new(
            literal.Fact.Kind,
            literal.Fact.Name.Length == 0 ? null : literal.Fact.Name,
            literal.Fact.Kind switch
            {
                FactKind.Claim => JsonNode.Parse(Wording.Json(literal.Fact)),
                FactKind.SignedInWithin => JsonValue.Create(int.Parse(literal.Fact.Value, CultureInfo.InvariantCulture)),
                FactKind.SourceIp => JsonValue.Create(literal.Fact.Value),
                _ => null,
            },
            literal.Fact is { Kind: FactKind.ClaimIsSegment, Segment: not Fact.NameSegment } ? literal.Fact.Segment + 1 : null,
            literal.Holds);
}

/// <summary>One difference.</summary>
/// <param name="Change"><c>gained</c> or <c>lost</c>.</param>
/// <param name="Sentence">The difference as one sentence.</param>
/// <param name="Callers">The callers in words.</param>
/// <param name="When">The callers as lists of facts: at least one fact of each list is true.</param>
/// <param name="Example">One of the calls.</param>
internal sealed record ReportedDifference(string Change, string Sentence, string Callers, ReportedFact[][] When, string[] Calls, ReportedExample Example);

/// <summary>The report of <c>diff</c>.</summary>
/// <param name="Old">The old file.</param>
/// <param name="New">The new file.</param>
/// <param name="Same">Whether both files lead to the same decisions.</param>
/// <param name="Omitted">The parts that could not be compared, or that are too large to show.</param>
internal sealed record DifferenceReport(string Old, string New, bool Same, IReadOnlyList<ReportedDifference> Differences, IReadOnlyList<string> Omitted)
{
    /// <summary>
    /// Whether a caller gains access to a call, or whether the comparison is incomplete, so that a caller might gain access.
    /// </summary>
    public bool HasNewAccess => Omitted.Count > 0 || Differences.Any(one => one.Change == "gained");

    /// <summary>Compares two files, and confirms every example with the authorizer.</summary>
    /// <exception cref="DefectException">The authorizer decides differently.</exception>
    public static DifferenceReport Of((string Name, byte[] Text) old, (string Name, byte[] Text) changed, Func<string, string?> variables)
    {
        var before = PermissionsVersion.Read(old.Name, old.Text, variables);
        var after = PermissionsVersion.Read(changed.Name, changed.Text, variables);
        var differences = Comparing.Differences.Of(before, after);
        HashSet<string> names = [.. before.Names, .. after.Names];
        var oldCheck = new AuthorizerCheck(variables, before.Text, before.Rules);
        var newCheck = new AuthorizerCheck(variables, after.Text, after.Rules);
        ReportedExample Confirm(Difference difference)
        {
            var call = ExampleCall.Of(difference.Example, before.Callers, [.. differences.Kinds.Select(kind => kind.Method).OfType<string>()], names);
            var example = new ReportedExample(call.Claims, call.WrittenMethod, call.WrittenPath, oldCheck.Decide(call), newCheck.Decide(call), call.SourceIp, call.SignedInSecondsAgo, newCheck.Token(call)) { Circumstances = call.Circumstances };
            bool confirmed = example.Old is null || example.New is null || (example.Old.Allowed == !difference.Gained && example.New.Allowed == difference.Gained);
            return confirmed ? example : throw new DefectException(
                $"the authorizer does not confirm that {CallerPhrase.Of(difference.Callers)} {(difference.Gained ? "gain" : "lose")} {call.Method} {call.Path}, claims {call.Claims.ToJsonString()}");
        }

        (Difference Difference, string[] Calls, ReportedExample Example)[] confirmed =
        [
            .. differences.Differing.Select(one => (
                one, one.Calls.SelectMany(calls => Wording.Calls(calls, differences.Kinds, one.Callers)).ToArray(), Confirm(one))),
        ];
        ReportedDifference[] reported =
        [
            .. Alternatives.Join(confirmed, one => one.Difference.Callers, one => $"{one.Difference.Gained}\n{string.Join('\n', one.Calls)}")
                .Select(one => Report(one.First.Difference, one.Clauses, one.First.Calls, one.First.Example)),
        ];
        return new DifferenceReport(old.Name, changed.Name, reported.Length == 0 && differences.Omitted.Count == 0, reported, differences.Omitted);
    }

    private static ReportedDifference Report(Difference difference, IReadOnlyList<IReadOnlyList<Literal>> clauses, string[] calls, ReportedExample example)
    {
        var callers = CallerPhrase.Of(clauses, difference.Calls);
        string what = calls.Length == 1 ? calls[0] : string.Create(CultureInfo.InvariantCulture, $"{calls.Length} kinds of calls");
        return new ReportedDifference(
            difference.Gained ? "gained" : "lost",
            callers.Sentence(difference.Gained ? "gain" : "lose", what),
            callers.ToString(),
            ReportedFact.Of(clauses),
            calls,
            example);
    }
}
