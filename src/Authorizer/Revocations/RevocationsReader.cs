using System;
using System.Globalization;
using Authorizer.Json;

namespace Authorizer.Revocations;

/// <summary>
/// Reads a document of revocations: <c>{"version": 1, "originJti": […], "jti": […], "sub": {"…": seconds}, "clientId": […],
/// "issuedAt": seconds}</c>. A member that is not understood spoils all of it: a revocation that is silently ignored lets a caller in.
/// </summary>
internal static class RevocationsReader
{
    private const int MaxDepth = 3;

    // A document from the future would keep all others out until then. Clocks differ by less.
    private const double MostSecondsAhead = 300;

    /// <summary>Reads a document.</summary>
    /// <param name="before">The revocations in force, which an older document does not replace; <see langword="null"/> for none.</param>
    /// <param name="now">The time, in seconds since 1970.</param>
    /// <param name="problem">What is wrong with it, in one sentence, or <see langword="null"/>.</param>
    /// <returns>The revocations, or <see langword="null"/>.</returns>
    public static RevocationList? Read(ReadOnlySpan<byte> json, RevocationList? before, double now, out string? problem)
    {
        var revocations = new RevocationList();
        var scratch = new Utf8Scratch();
        var reader = new JsonReader(json, MaxDepth);
        var members = new Utf8Index();
        problem = reader.Read(JsonToken.ObjectStart) ? null : "It is no JSON object.";
        while (problem is null && reader.Read(JsonToken.Name))
        {
            scratch.Reset();
            JsonText name = reader.Text;
            bool fresh = members.TryAdd(scratch.Plain(name), out _);
            _ = reader.Read();
            problem = !fresh ? "A member stands twice." : ReadMember(name, ref reader, revocations, scratch);
        }

        if (problem is null && (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End)))
        {
            problem = "It is not valid JSON.";
        }

        if (problem is null && members.Find("version"u8) < 0)
        {
            problem = "Its version is missing.";
        }

        problem ??= Age(revocations.IssuedAt, before?.IssuedAt, now);
        return problem is null ? revocations : null;
    }

    // A cache or a roll-back may serve an old document again, and with it lift revocations. One that does not say how old it is may be
    // such a document, so after one that does it is refused, too.
    private static string? Age(double? issuedAt, double? inForce, double now) =>
        issuedAt > now + MostSecondsAhead ? string.Create(CultureInfo.InvariantCulture, $"Its issuedAt is in the future: it is {issuedAt}, and now is {now:0}.")
        : inForce is null ? null
        : issuedAt is null ? "Its issuedAt is missing, and the document in force has one."
        : issuedAt >= inForce ? null
        : string.Create(CultureInfo.InvariantCulture, $"It is older than the document in force: its issuedAt is {issuedAt}, not at least {inForce}.");

    private static string? ReadMember(JsonText name, ref JsonReader reader, RevocationList revocations, Utf8Scratch scratch)
    {
        if (name.Is("version"u8))
        {
            return reader.Token == JsonToken.Number && reader.Raw is [(byte)'1'] ? null : "Its version is not 1.";
        }

        if (name.Is("$schema"u8))
        {
            return reader.Token == JsonToken.String ? null : "$schema is no string.";
        }

        if (name.Is("issuedAt"u8))
        {
            if (reader.Token != JsonToken.Number || !JsonNumber.TryReadNumericDate(reader.Raw, out double issuedAt))
            {
                return "issuedAt is not a number of seconds since 1970.";
            }

            revocations.IssuedAt = issuedAt;
            return null;
        }

        if (name.Is("sub"u8))
        {
            return ReadTimes(ref reader, revocations, scratch) ? null : "sub is no object of strings with seconds since 1970, each once.";
        }

        Utf8Index? list = name.Is("originJti"u8) ? revocations.SignIns
            : name.Is("jti"u8) ? revocations.Tokens
            : name.Is("clientId"u8) ? revocations.Clients
            : null;
        return list is null ? "It has a member that is not known."
            : ReadStrings(ref reader, list, scratch) ? null
            : "originJti, jti or clientId is no array of strings.";
    }

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

    // Counts ahead what the array or object holds: to read twice is cheaper than to copy from room to ever larger room.
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
