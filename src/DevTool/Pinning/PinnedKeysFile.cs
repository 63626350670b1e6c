using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Keys;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Options;

namespace DevTool.Pinning;

/// <summary>The content of a file of pinned keys: one key set for each issuer, each checked by the authorizer's own reader.</summary>
internal sealed class PinnedKeysFile
{
    /// <summary>The largest key set that is accepted; the same limit as the authorizer's.</summary>
    public const int MaxKeySetBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly JsonObject _keySets = [];
    private readonly List<IssuerSettings> _issuers = [];
    private readonly List<string> _summary = [];

    private PinnedKeysFile()
    {
    }

    /// <summary>A summary, one line for each issuer.</summary>
    public IReadOnlyList<string> Summary => _summary;

    /// <summary>Fetches the keys.</summary>
    /// <param name="sources">The issuers.</param>
    /// <param name="http">Fetches the keys.</param>
    /// <returns>The file, not written yet.</returns>
    /// <exception cref="ToolException">An issuer has no usable keys.</exception>
    public static async Task<PinnedKeysFile> FetchAsync(KeySources sources, HttpClient http, CancellationToken cancellation)
    {
        var file = new PinnedKeysFile();
        foreach (IssuerSettings issuer in sources.Issuers)
        {
            await file.AddAsync(issuer, http, cancellation);
        }

        return file;
    }

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    public void Write(string path)
    {
        string unfinished = path + ".new";
        try
        {
            File.WriteAllText(unfinished, _keySets.ToJsonString(Format) + "\n");
            _ = PinnedKeysReader.Read(unfinished, _issuers, new OpenSslRs256());
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ConfigurationException)
        {
            File.Delete(unfinished);
            throw new ToolException($"{path} cannot be written: {error.Message}; name another file with --output", ExitCodes.Configuration);
        }
    }

    private async Task AddAsync(IssuerSettings issuer, HttpClient http, CancellationToken cancellation)
    {
        Uri uri = issuer.JwksUri
            ?? throw new ToolException($"{issuer.Name} has no TLS; name a pool with USER_POOL_ID=…, the address of its keys with JWKS_URI=…, or its host and port in AUTHORIZER_INSECURE_HTTP_HOSTS", ExitCodes.Usage);
        (HttpStatusCode status, byte[] body) = await GetAsync(uri, http, cancellation);
        if (status != HttpStatusCode.OK)
        {
            // The newer form of a pool's issuer answers 403 if the pool does not use it.
            _summary.Add(issuer.Prefetch
                ? throw new ToolException($"{uri} answered {(int)status}; check the pool or the issuer")
                : $"{issuer.Name}: not used ({(int)status})");
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
        _keySets.Add(issuer.Name, keySet);
        _issuers.Add(issuer);
        IEnumerable<string?> ids = keySet["keys"]!.AsArray().Select(key => key?["kid"]?.ToString());
        _summary.Add($"{issuer.Name}: {keys.Count} keys ({string.Join(", ", ids)})");
    }

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
