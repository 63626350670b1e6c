using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Authorizer.Revocations;

namespace DevTool.Revoking;

/// <summary>A document of revocations. The authorizer's own reader checks every version.</summary>
internal sealed class RevocationsDocument
{
    /// <summary>The longest lifetime of an access or ID token of Cognito (Amazon Cognito developer guide: "Access token expiration").</summary>
    public static readonly TimeSpan LongestTokenLife = TimeSpan.FromDays(1);

    private const string Users = "sub";
    private const string SignIns = "originJti";
    private const string Tokens = "jti";

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _root;

    private RevocationsDocument(JsonObject root) => _root = root;

    /// <summary>The revoked users. For each user, tokens that were issued before the given time are refused.</summary>
    public IReadOnlyDictionary<string, double> RevokedUsers => Object(Users).ToDictionary(user => user.Key, user => user.Value!.GetValue<double>());

    /// <summary>The time at which the document was created, in seconds since 1970; 0 if the document does not contain the time.</summary>
    public double IssuedAt => _root["issuedAt"]?.GetValue<double>() ?? 0;

    /// <summary>Reads a document.</summary>
    /// <exception cref="ToolException">The authorizer could not use the document.</exception>
    public static RevocationsDocument Parse(string text)
    {
        if (RevocationsReader.Read(Encoding.UTF8.GetBytes(text), null, now: double.MaxValue, out string? problem) is null)
        {
            throw new ToolException($"the deployed revocations cannot be used: {problem}; correct the document in AppConfig");
        }

        return new RevocationsDocument(JsonNode.Parse(text)!.AsObject());
    }

    /// <summary>The entries of one list.</summary>
    public IReadOnlyList<string> Listed(RevocationKind kind) => List(Member(kind));

    /// <summary>The revoked single tokens.</summary>
    public IReadOnlyList<string> RevokedTokens => List(Tokens);

    /// <summary>Adds a revocation.</summary>
    /// <param name="kind">The kind of entry.</param>
    /// <param name="id">The ID of the user, sign-in or app client.</param>
    /// <param name="refusedBefore">For a user, the time before which refused tokens were issued, in seconds since 1970.</param>
    /// <returns>False if the document already revokes the same tokens.</returns>
    public bool Add(RevocationKind kind, string id, long refusedBefore)
    {
        if (kind == RevocationKind.User)
        {
            if (RevokedUsers.TryGetValue(id, out double before) && before >= refusedBefore)
            {
                return false;
            }

            Object(Users)[id] = refusedBefore;
            return true;
        }

        if (Listed(kind).Contains(id))
        {
            return false;
        }

        Array(Member(kind)).Add(id);
        return true;
    }

    /// <summary>Removes users whose refused tokens have all expired.</summary>
    /// <returns>The removed entries.</returns>
    public IReadOnlyList<string> PruneUsers(DateTimeOffset now)
    {
        double limit = (now - LongestTokenLife).ToUnixTimeSeconds();
        string[] expired = [.. RevokedUsers.Where(user => user.Value < limit).Select(user => user.Key)];
        foreach (string user in expired)
        {
            _ = Object(Users).Remove(user);
        }

        return [.. expired.Select(user => $"sub {user}")];
    }

    /// <summary>Removes single tokens that an old version of the document already revoked, because these tokens have expired.</summary>
    /// <param name="old">A version that is older than the longest lifetime of a token, or <see langword="null"/>.</param>
    public IReadOnlyList<string> PruneTokens(RevocationsDocument? old) => Prune(Tokens, old);

    /// <summary>Removes sign-ins that an old version of the document already revoked, because their refresh tokens have expired.</summary>
    /// <param name="old">A version that is older than the longest lifetime of a refresh token, or <see langword="null"/>.</param>
    public IReadOnlyList<string> PruneSignIns(RevocationsDocument? old) => Prune(SignIns, old);

    /// <summary>Writes the document with a time that is not earlier than the time of the previous version.</summary>
    /// <exception cref="ToolException">The authorizer could not use the document.</exception>
    public string Write(DateTimeOffset now)
    {
        // The authorizer never replaces a newer document with an older one, so the time must not decrease if this machine's clock is late.
        // The authorizer refuses a document with a time in the future, so such a time is ignored.
        double time = now.ToUnixTimeSeconds();
        _root["issuedAt"] = IssuedAt > time + RevocationsReader.MostSecondsAhead ? time : Math.Max(time, IssuedAt);
        string text = _root.ToJsonString(Format);
        return RevocationsReader.Read(Encoding.UTF8.GetBytes(text), null, time, out string? problem) is not null
            ? text
            : throw new ToolException($"the revocation cannot be written: {problem}; correct the value");
    }

    private static string Member(RevocationKind kind) => kind == RevocationKind.Client ? "clientId" : SignIns;

    private IReadOnlyList<string> Prune(string member, RevocationsDocument? old)
    {
        HashSet<string> expired = [.. old?.List(member) ?? []];
        string[] removed = [.. List(member).Where(expired.Contains)];
        if (removed.Length > 0)
        {
            _root[member] = new JsonArray([.. List(member).Where(id => !expired.Contains(id)).Select(id => (JsonNode?)id)]);
        }

        return [.. removed.Select(id => $"{member} {id}")];
    }

    private string[] List(string member) => [.. (_root[member] as JsonArray ?? []).Select(id => id!.GetValue<string>())];

    private JsonArray Array(string member) => (JsonArray)(_root[member] ??= new JsonArray());

    private JsonObject Object(string member) => (JsonObject)(_root[member] ??= new JsonObject());
}
