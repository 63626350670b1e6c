using System;
using System.Globalization;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Revocations;

/// <summary>
/// Reads a revocation document: <c>{"version": 1, "originJti": […], "jti": […], "sub": {"…": seconds}, "clientId": […], "issuedAt":
/// seconds}</c>. An invalid or unknown member invalidates the whole document, because a revocation that is silently ignored would allow a
/// revoked token.
/// </summary>
internal static class RevocationsReader
{
    /// <summary>
    /// How far the time of a document can be in the future, in seconds. The clocks of servers differ by less. A document from the far
    /// future would be a problem, because all documents with an earlier time would then be refused as older.
    /// </summary>
    public const double MostSecondsAhead = 300;

    private const int MaxDepth = 3;

    /// <summary>Reads a document. Returns <see langword="null"/> if it is invalid.</summary>
    /// <param name="before">
    /// The revocations in force, or <see langword="null"/> if there are none. An older document does not replace them.
    /// </param>
    /// <param name="now">The current time, in seconds since 1970.</param>
    /// <param name="problem">The problem as a sentence without its full stop. <see langword="null"/> if the document is valid.</param>
    public static RevocationList? Read(ReadOnlySpan<byte> json, RevocationList? before, double now, out string? problem)
    {
        var revocations = new RevocationList();
        var scratch = new Utf8Scratch();
        var reader = new JsonReader(json, MaxDepth);
        var members = new Utf8Index();
        problem = reader.Read(JsonToken.ObjectStart) ? null : "the document must be a JSON object";
        while (problem is null && reader.Read(JsonToken.Name))
        {
            scratch.Reset();
            JsonText name = reader.Text;
            bool fresh = members.TryAdd(scratch.Plain(name), out _);
            _ = reader.Read();
            problem = !fresh ? $"duplicate member \"{Text(name, scratch)}\"; remove one" : ReadMember(name, ref reader, revocations, scratch);
        }

        if (problem is null && (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End)))
        {
            problem = "the document is not valid JSON";
        }

        if (problem is null && members.Find("version"u8) < 0)
        {
            problem = "version is missing; add \"version\": 1";
        }

        problem ??= Age(revocations.IssuedAt, before?.IssuedAt, now);
        return problem is null ? revocations : null;
    }

    // A cache or a roll-back can return an old document again, which would cancel newer revocations. A document without a time can also be
    // old. It is therefore refused if the document in force has a time.
    private static string? Age(double? issuedAt, double? inForce, double now) =>
        issuedAt > now + MostSecondsAhead ? string.Create(CultureInfo.InvariantCulture, $"issuedAt is in the future: it is {issuedAt}, and now is {now:0}")
        : inForce is null ? null
        : issuedAt is null ? "issuedAt is missing, but the document in force has it; add it"
        : issuedAt >= inForce ? null
        : string.Create(CultureInfo.InvariantCulture, $"older than the document in force: issuedAt is {issuedAt}, but must be at least {inForce}");

    private static string? ReadMember(JsonText name, ref JsonReader reader, RevocationList revocations, Utf8Scratch scratch)
    {
        if (name.Is("version"u8))
        {
            return reader.Token == JsonToken.Number && reader.Raw is [(byte)'1'] ? null : "version must be 1";
        }

        if (name.Is("$schema"u8))
        {
            return reader.Token == JsonToken.String ? null : "$schema must be a string";
        }

        if (name.Is("issuedAt"u8))
        {
            if (reader.Token != JsonToken.Number || !JsonNumber.TryReadNumericDate(reader.Raw, out double issuedAt))
            {
                return "issuedAt must be a number of seconds since 1970";
            }

            revocations.IssuedAt = issuedAt;
            return null;
        }

        if (name.Is("sub"u8))
        {
            return ReadTimes(ref reader, revocations, scratch) ? null : "sub must be an object with a number of seconds since 1970 for each user, without duplicates";
        }

        Utf8Index? list = name.Is("originJti"u8) ? revocations.SignIns
            : name.Is("jti"u8) ? revocations.Tokens
            : name.Is("clientId"u8) ? revocations.Clients
            : null;
        return list is null ? $"unknown member \"{Text(name, scratch)}\""
            : ReadStrings(ref reader, list, scratch) ? null
            : $"{Text(name, scratch)} must be an array of strings";
    }

    private static string Text(JsonText name, Utf8Scratch scratch) => Encoding.UTF8.GetString(scratch.Plain(name));

    private static bool ReadStrings(ref JsonReader reader, Utf8Index list, Utf8Scratch scratch)
    {
        if (reader.Token != JsonToken.ArrayStart)
        {
            return false;
        }

        _ = Reserve(reader, list);
        while (reader.Read(JsonToken.String))
        {
            scratch.Reset();
            _ = list.Add(scratch.Plain(reader.Text));
        }

        list.Trim();
        return reader.Token == JsonToken.ArrayEnd;
    }

    private static bool ReadTimes(ref JsonReader reader, RevocationList revocations, Utf8Scratch scratch)
    {
        if (reader.Token != JsonToken.ObjectStart)
        {
            return false;
        }

        _ = revocations.IssuedBefore.EnsureCapacity(Reserve(reader, revocations.Subjects));
        while (reader.Read(JsonToken.Name))
        {
            scratch.Reset();
            bool fresh = revocations.Subjects.TryAdd(scratch.Plain(reader.Text), out _);
            if (!fresh || !reader.Read(JsonToken.Number) || !JsonNumber.TryReadNumericDate(reader.Raw, out double time))
            {
                return false;
            }

            revocations.IssuedBefore.Add(time);
        }

        revocations.Subjects.Trim();
        return reader.Token == JsonToken.ObjectEnd;
    }

    // Counts the strings of the array or object. Reading it twice is cheaper than growing the buffers repeatedly.
    private static int Reserve(JsonReader ahead, Utf8Index list)
    {
        int count = 0;
        int bytes = 0;
        while (ahead.Read() is JsonToken.String or JsonToken.Name or JsonToken.Number)
        {
            if (ahead.Token != JsonToken.Number)
            {
                count++;
                bytes += ahead.Raw.Length;
            }
        }

        list.Reserve(count, bytes);
        return count;
    }
}
