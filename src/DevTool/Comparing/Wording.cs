using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Authorizer.Json;

namespace DevTool.Comparing;

/// <summary>Classes of callers and calls in words.</summary>
internal static class Wording
{
    private const string And = " and ";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A class of callers, such as "callers in group ops, unless in group suspended".</summary>
    /// <param name="clauses">What is true of them: of each clause one literal.</param>
    /// <param name="calls">The calls; claims that their paths show are not repeated.</param>
    public static string Callers(IReadOnlyList<IReadOnlyList<Literal>> clauses, IReadOnlyList<CallClass> calls)
    {
        IReadOnlyList<Literal>[] choices = [.. clauses.Where(clause => clause.Count > 1)];
        IEnumerable<Literal> condition = clauses.Where(clause => clause.Count == 1).Select(clause => clause[0]);
        bool IsShown(Literal literal) => literal is { Holds: true, Fact.Kind: FactKind.ClaimIsSegment } && calls.Count > 0
            && calls.All(call => call.Paths?.All(path => path.Segments.Count > literal.Fact.Segment && path.Segments[literal.Fact.Segment].Text is null) == true);
        Literal[] told = [.. condition.Where(literal => !IsShown(literal))];

        // An id token and an access token are opposites, so neither needs "unless".
        string[] with = [.. choices.Select(choice => string.Join(" or ", Phrases(choice, " or "))), .. Phrases(told.Where(literal => literal.Holds || literal.Fact.Kind == FactKind.IdToken))];
        string[] without = [.. Phrases(told.Where(literal => !literal.Holds && literal.Fact.Kind != FactKind.IdToken), " or ")];
        return (with.Length == 0 ? "every caller" : "callers " + string.Join(" and ", with))
            + (without.Length == 0 ? string.Empty : ", unless " + string.Join(" or ", without));
    }

    /// <summary>A class of calls, such as <c>GET, POST /orders/** except /orders/secret/**</c>.</summary>
    /// <param name="call">The calls.</param>
    /// <param name="methods">The methods that rules name.</param>
    /// <param name="condition">What is true of the callers.</param>
    public static IEnumerable<string> Calls(CallClass call, IReadOnlyList<string> methods, IReadOnlyList<Literal> condition)
    {
        string[] named = [.. call.Methods.OfType<string>()];
        string[] missing = [.. methods.Except(named)];
        string method = named.Length == call.Methods.Count ? string.Join(", ", named)
            : missing.Length == 0 ? "*" : "* except " + string.Join(", ", missing);
        return call.Paths is null ? [method] : call.Paths.Select(path => $"{method} {Path(path.Segments, path.Below, path.Excluded, condition)}");
    }

    /// <summary>A class of paths.</summary>
    public static string Path(IReadOnlyList<PathPoint> segments, bool below, IReadOnlyCollection<string> excluded, IReadOnlyList<Literal>? condition = null)
    {
        string path = string.Empty;
        var exceptions = new List<string>();
        for (int i = 0; i < segments.Count; i++)
        {
            exceptions.AddRange(segments[i].Excluded.Select(text => $"{path}/{text}{(i == segments.Count - 1 && !below ? string.Empty : "/**")}"));
            string? claim = condition?.Where(literal => literal.Holds && literal.Fact.Kind == FactKind.ClaimIsSegment && literal.Fact.Segment == i)
                .Select(literal => literal.Fact.Name).FirstOrDefault();
            path += "/" + (segments[i].Text ?? (claim is null ? "{any}" : $"{{claim:{claim}}}"));
        }

        exceptions.AddRange(excluded.Select(text => $"{path}/{text}/**"));
        const int Shown = 5;
        string more = exceptions.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {exceptions.Count - Shown} more") : string.Empty;
        return (path.Length == 0 && !below ? "/" : path) + (below ? "/**" : string.Empty)
            + (exceptions.Count == 0 ? string.Empty : " except " + string.Join(", ", exceptions.Take(Shown)) + more);
    }

    /// <summary>A JSON value as text.</summary>
    public static string Json(Fact fact) => fact.Type == JsonToken.String ? JsonSerializer.Serialize(fact.Value, Readable) : Number(fact.Value);

    /// <summary>A class of callers.</summary>
    public static string Callers(IReadOnlyList<Literal> condition) => Callers([.. condition.Select(literal => new[] { literal })], []);

    private static IEnumerable<string> Phrases(IEnumerable<Literal> literals, string join = And)
    {
        string[] Names(FactKind kind, bool groups = false) =>
            [.. literals.Where(literal => literal.Fact.Kind == kind).Where(literal => !groups || literal.Fact.Name == Fact.Groups).Select(literal => groups ? literal.Fact.Value : literal.Fact.Name)];
        string[] groups = Names(FactKind.Claim, groups: true);
        string[] scopes = Names(FactKind.Scope);
        if (groups.Length > 0)
        {
            yield return $"in group{(groups.Length > 1 && join == And ? "s" : string.Empty)} {string.Join(join, groups)}";
        }

        if (scopes.Length > 0)
        {
            yield return $"with scope{(scopes.Length > 1 && join == And ? "s" : string.Empty)} {string.Join(join, scopes)}";
        }

        foreach ((Fact fact, bool holds) in literals)
        {
            switch (fact.Kind)
            {
                case FactKind.IdToken:
                    yield return holds ? "with an id token" : "with an access token";
                    break;
                case FactKind.Client:
                    yield return "of app client " + fact.Name;
                    break;
                case FactKind.Claim when fact.Name != Fact.Groups:
                    yield return $"with claim {fact.Name} {Json(fact)}";
                    break;
                case FactKind.ClaimIsText:
                    yield return $"whose claim {fact.Name} is a string";
                    break;
                case FactKind.ClaimIsSegment:
                    yield return string.Create(CultureInfo.InvariantCulture, $"{(holds ? "whose" : "their")} claim {fact.Name} is segment {fact.Segment + 1} of the path");
                    break;
                default:
                    break;
            }
        }
    }

    private static string Number(string normal) => decimal.TryParse(normal, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        ? number.ToString("G29", CultureInfo.InvariantCulture) : normal;
}
