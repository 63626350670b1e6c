using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;
using Authorizer.Json;

namespace DevTool.Comparing;

/// <summary>Describes classes of calls in words.</summary>
internal static class Wording
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Describes a class of calls, such as <c>GET, POST /orders/** except /orders/secret/**</c>, or <c>any method but GET on /orders</c>.
    /// </summary>
    /// <param name="call">The calls.</param>
    /// <param name="all">All kinds of calls that the rules distinguish.</param>
    /// <param name="condition">The facts that are true for the callers.</param>
    public static IEnumerable<string> Calls(CallClass call, IReadOnlyList<CallKind> all, IReadOnlyList<Literal> condition)
    {
        CallKind[] plain = [.. call.Kinds.Where(kind => !kind.IsMcpPath)];
        string[] named = [.. plain.Select(kind => kind.Method).OfType<string>()];
        string[] missing = [.. all.Where(kind => !kind.IsMcpPath).Select(kind => kind.Method).OfType<string>().Except(named)];
        string method = named.Length == plain.Length ? string.Join(", ", named)
            : missing.Length == 0 ? "*" : $"any method but {string.Join(", ", missing)} on";
        if (call.Paths is null)
        {
            return [method];
        }

        string? claim = condition.Where(literal => literal is { Holds: true, Fact: { Kind: FactKind.ClaimIsSegment, Segment: Fact.NameSegment } })
            .Select(literal => literal.Fact.Name).FirstOrDefault();
        return call.Paths.Select(path => Path(path.Segments, path.Below, path.Excluded, condition))
            .SelectMany(path => (plain.Length == 0 ? [] : new[] { $"{method} {path}" }).Concat(McpWording.Calls(path, call.Kinds, all, claim)));
    }

    /// <summary>Describes a class of paths.</summary>
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

    /// <summary>Writes a JSON value as text.</summary>
    public static string Json(Fact fact) => fact.Type == JsonToken.String ? JsonSerializer.Serialize(fact.Value, Readable) : Number(fact.Value);

    private static string Number(string normal) => decimal.TryParse(normal, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number)
        ? number.ToString("G29", CultureInfo.InvariantCulture) : normal;
}
