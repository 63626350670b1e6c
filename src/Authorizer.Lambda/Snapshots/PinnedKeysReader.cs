using System;
using System.Collections.Generic;
using System.IO;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>Reads the file of pinned keys: a plain key set where there is one issuer, or one key set for each issuer.</summary>
internal static class PinnedKeysReader
{
    /// <summary>The variable that names the file.</summary>
    public const string Variable = "AUTHORIZER_JWKS_FILE";

    // One set for each of a few issuers; see JsonWebKeySetReader for one set.
    private const int MaxMembers = 16_384;
    private const int MaxDepth = 16;

    /// <summary>Reads the file.</summary>
    /// <returns>A key set for each issuer, in their order; <see langword="null"/> where none is pinned.</returns>
    /// <exception cref="ConfigurationException">The file cannot be used.</exception>
    public static JsonWebKeySet?[] Read(string path, IReadOnlyList<IssuerSettings> issuers, Rs256 rs256)
    {
        byte[] json = ReadFile(path);
        var pinned = new JsonWebKeySet?[issuers.Count];
        if (JsonWebKeySetReader.TryRead(json, rs256, known: null, out JsonWebKeySet plain))
        {
            if (!AreOneIssuer(issuers))
            {
                throw EnvironmentVariables.Invalid(Variable, "is a plain key set, which is possible with one issuer only");
            }

            RequireKeys(plain);
            Array.Fill(pinned, plain);
            return pinned;
        }

        var reader = new JsonReader(json, MaxDepth, new MemberNames(MaxMembers));
        bool read = reader.Read(JsonToken.ObjectStart);
        while (read && reader.Read(JsonToken.Name))
        {
            int index = IndexOf(reader.Text, issuers);
            if (index < 0)
            {
                throw EnvironmentVariables.Invalid(Variable, "names an issuer that is not accepted");
            }

            _ = reader.Read();
            read = JsonWebKeySetReader.TryRead(ref reader, rs256, known: null, out JsonWebKeySet keys);
            RequireKeys(keys);
            pinned[index] = keys;
        }

        return read && reader.Token == JsonToken.ObjectEnd && reader.Read(JsonToken.End)
            ? pinned
            : throw EnvironmentVariables.Invalid(Variable, "is no JSON file of key sets");
    }

    // A pool counts as one issuer although it has two names.
    private static bool AreOneIssuer(IReadOnlyList<IssuerSettings> issuers)
    {
        int prefetched = 0;
        foreach (IssuerSettings issuer in issuers)
        {
            prefetched += issuer.Prefetch ? 1 : 0;
        }

        return prefetched == 1;
    }

    private static void RequireKeys(JsonWebKeySet keys)
    {
        if (keys.Count == 0)
        {
            throw EnvironmentVariables.Invalid(Variable, "has a key set without a usable key");
        }
    }

    private static int IndexOf(JsonText name, IReadOnlyList<IssuerSettings> issuers)
    {
        for (int i = 0; i < issuers.Count; i++)
        {
            if (name.Is(System.Text.Encoding.UTF8.GetBytes(issuers[i].Name)))
            {
                return i;
            }
        }

        return -1;
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw EnvironmentVariables.Invalid(Variable, "names a file that cannot be read");
        }
    }
}
