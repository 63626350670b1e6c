using System;
using System.Collections.Generic;
using System.IO;
using Authorizer.Json;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Authorizer.Signatures;

namespace Authorizer.Lambda.Snapshots;

/// <summary>
/// Reads the file of pinned keys. It contains one key set for each issuer. If there is only one issuer, it can contain a plain key set.
/// </summary>
internal static class PinnedKeysReader
{
    /// <summary>The variable that contains the path of the file.</summary>
    public const string Variable = "AUTHORIZER_JWKS_FILE";

    // These limits apply to the key sets of several issuers. JsonWebKeySetReader limits each set.
    private const int MaxMembers = 16_384;
    private const int MaxDepth = 16;

    /// <summary>Reads the file.</summary>
    /// <returns>
    /// One key set for each issuer, in the order of the issuers. <see langword="null"/> for an issuer without pinned keys.
    /// </returns>
    /// <exception cref="ConfigurationException">The file cannot be read or is invalid.</exception>
    public static JsonWebKeySet?[] Read(string path, IReadOnlyList<IssuerSettings> issuers, Rs256 rs256)
    {
        byte[] json = ReadFile(path);
        var pinned = new JsonWebKeySet?[issuers.Count];
        if (JsonWebKeySetReader.TryRead(json, rs256, known: null, out JsonWebKeySet plain))
        {
            if (!AreOneIssuer(issuers))
            {
                RequirePins(issuers, pinned);
                throw EnvironmentVariables.Invalid(Variable, "is a plain key set, which is allowed only for one issuer; write {\"<issuer>\": {\"keys\": […]}} with an entry for each issuer");
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
                throw EnvironmentVariables.Invalid(Variable, $"has keys of {EnvironmentVariables.Quoted(System.Text.Encoding.UTF8.GetString(reader.Text.Raw))}, which is not an accepted issuer; remove them, or accept the issuer");
            }

            _ = reader.Read();
            read = JsonWebKeySetReader.TryRead(ref reader, rs256, known: null, out JsonWebKeySet keys);
            RequireKeys(keys);
            pinned[index] = keys;
        }

        return read && reader.Token == JsonToken.ObjectEnd && reader.Read(JsonToken.End)
            ? pinned
            : throw EnvironmentVariables.Invalid(Variable, "is not a JSON file of key sets; write it with \"authz pin\"");
    }

    /// <summary>Checks that keys are pinned for every issuer that requires it.</summary>
    /// <exception cref="ConfigurationException">The file contains no keys for such an issuer.</exception>
    public static void RequirePins(IReadOnlyList<IssuerSettings> issuers, JsonWebKeySet?[] pinned)
    {
        for (int i = 0; i < pinned.Length; i++)
        {
            if (issuers[i].MustBePinned && pinned[i] is null)
            {
                throw EnvironmentVariables.Invalid(
                    "AUTHORIZER_ISSUERS",
                    $"has an http entry whose keys are not pinned: {issuers[i].Name}; pin them, use https, or add its host and port to AUTHORIZER_INSECURE_HTTP_HOSTS");
            }
        }
    }

    // The two issuer forms of a pool count as one issuer.
    private static bool AreOneIssuer(IReadOnlyList<IssuerSettings> issuers)
    {
        foreach (IssuerSettings issuer in issuers)
        {
            if (!ReferenceEquals(issuer, issuers[0]) && (issuer.Pool is null || issuer.Pool != issuers[0].Pool))
            {
                return false;
            }
        }

        return true;
    }

    private static void RequireKeys(JsonWebKeySet keys)
    {
        if (keys.Count == 0)
        {
            throw EnvironmentVariables.Invalid(Variable, "has a key set without a usable key; write it again with \"authz pin\"");
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
            throw EnvironmentVariables.Invalid(Variable, $"is {EnvironmentVariables.Quoted(path)}, which cannot be read; make the file readable");
        }
    }
}
