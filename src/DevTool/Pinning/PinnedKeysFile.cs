using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Options;
using DevTool.Comparing;

namespace DevTool.Pinning;

/// <summary>The content of a file of pinned keys. It contains one key set per issuer, and the authorizer's own reader checks each key set.</summary>
internal sealed class PinnedKeysFile
{
    /// <summary>The size limit of a key set, which is equal to the authorizer's limit.</summary>
    public const int MaxKeySetBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly JsonObject _keySets = [];
    private readonly List<IssuerSettings> _issuers = [];
    private readonly List<string> _summary = [];

    private PinnedKeysFile()
    {
    }

    /// <summary>A summary with one line per issuer.</summary>
    public IReadOnlyList<string> Summary => _summary;

    /// <summary>Fetches the keys.</summary>
    /// <param name="sources">The issuers.</param>
    /// <param name="http">The client for the requests.</param>
    /// <returns>The content. It is not yet written to disk.</returns>
    /// <exception cref="ToolException">The keys of an issuer are missing or invalid.</exception>
    public static async Task<PinnedKeysFile> FetchAsync(KeySources sources, HttpClient http, CancellationToken cancellation)
    {
        var file = new PinnedKeysFile();
        foreach (IssuerSettings issuer in sources.Issuers)
        {
            await file.AddAsync(issuer, http, cancellation);
        }

        return file;
    }

    /// <summary>The content, after the authorizer's own reader has accepted it.</summary>
    /// <exception cref="DefectException">The authorizer's reader refuses the content.</exception>
    public byte[] Content()
    {
        byte[] content = Encoding.UTF8.GetBytes(_keySets.ToJsonString(Format) + "\n");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("authorizer-pin-");
        try
        {
            string file = Path.Combine(folder.FullName, "jwks.json");
            File.WriteAllBytes(file, content);
            _ = PinnedKeysReader.Read(file, _issuers, new OpenSslRs256());
            return content;
        }
        catch (ConfigurationException invalid)
        {
            throw new DefectException($"the authorizer would refuse the file of keys that this command created: {invalid.Message}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task AddAsync(IssuerSettings issuer, HttpClient http, CancellationToken cancellation)
    {
        Uri uri = issuer.JwksUri
            ?? throw new ToolException($"{issuer.Name} has no TLS; name a pool with --user-pool-id, the address of its keys with --jwks-uri, or its host and port in AUTHORIZER_INSECURE_HTTP_HOSTS", ExitCodes.Usage);
        (HttpStatusCode status, byte[] body) = await GetAsync(uri, http, cancellation);
        if (status != HttpStatusCode.OK)
        {
            // The newer issuer URL of a pool answers 403 if the pool does not use it.
            _summary.Add(issuer.MayHaveNoKeys
                ? $"{issuer.Name}: not used ({(int)status})"
                : throw new ToolException($"{uri} answered {(int)status}; check the pool or the issuer"));
            return;
        }

        if (!JsonWebKeySetReader.TryRead(body, new OpenSslRs256(), known: null, out JsonWebKeySet keys))
        {
            throw new ToolException($"{uri} did not answer with a JWK Set; check the issuer");
        }

        if (keys.Count == 0)
        {
            throw new ToolException($"{uri} has no key for RS256; check the issuer");
        }

        var keySet = JsonNode.Parse(body)!.AsObject();
        JsonArray published = keySet["keys"]!.AsArray();
        _ = published.RemoveAll(key => keys.Find(Encoding.UTF8.GetBytes(IdOf(key) ?? string.Empty)) is null);
        _keySets.Add(issuer.Name, keySet);
        _issuers.Add(issuer);
        _summary.Add($"{issuer.Name}: {Plural.Count(keys.Count, "key")} ({string.Join(", ", published.Select(IdOf))})");
        foreach (UnusableKey unusable in keys.Unusable)
        {
            _summary.Add($"  left out \"{Encoding.UTF8.GetString(unusable.KeyId)}\": {unusable.Reason}");
        }
    }

    private static string? IdOf(JsonNode? key) => key?["kid"] is JsonValue id && id.TryGetValue(out string? text) ? text : null;

    private static async Task<(HttpStatusCode Status, byte[] Body)> GetAsync(Uri uri, HttpClient http, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(uri, cancellation);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation));
        }
        catch (HttpRequestException error)
        {
            throw new ToolException($"{uri} cannot be reached: {error.Message}; check the address and the network");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException($"{uri} did not answer in time; check the address and the network");
        }
    }
}
