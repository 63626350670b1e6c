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

/// <summary>A file of pinned keys in the making: one key set for each issuer, each checked by the authorizer's own reader.</summary>
internal sealed class PinnedKeysFile
{
    /// <summary>The largest key set accepted, as the authorizer has it.</summary>
    public const int MaxKeySetBytes = 256 * 1024;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private readonly JsonObject _keySets = [];
    private readonly List<IssuerSettings> _issuers = [];
    private readonly List<string> _summary = [];

    private PinnedKeysFile()
    {
    }

    /// <summary>What is in it, a line for each issuer.</summary>
    public IReadOnlyList<string> Summary => _summary;

    /// <summary>Fetches the keys.</summary>
    /// <param name="sources">The issuers.</param>
    /// <param name="http">Asks them.</param>
    /// <param name="cancellation">Stops.</param>
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

    /// <summary>Writes the file whole or not at all.</summary>
    /// <param name="path">Where.</param>
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
            throw new ToolException($"{path} cannot be written: {error.Message}", ExitCodes.Configuration);
        }
    }

    private async Task AddAsync(IssuerSettings issuer, HttpClient http, CancellationToken cancellation)
    {
        (HttpStatusCode status, byte[] body) = await GetAsync(issuer.JwksUri, http, cancellation);
        if (status != HttpStatusCode.OK)
        {
            // The newer form of a pool's issuer answers 403 where the pool does not use it.
            _summary.Add(issuer.Prefetch
                ? throw new ToolException($"{issuer.JwksUri} answered {(int)status}.")
                : $"{issuer.Name}: not used ({(int)status})");
            return;
        }

        if (!JsonWebKeySetReader.TryRead(body, new OpenSslRs256(), known: null, out JsonWebKeySet keys) || keys.Count == 0)
        {
            throw new ToolException($"{issuer.JwksUri} has no key that can be used for RS256.");
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
            throw new ToolException($"{uri} cannot be reached: {error.Message}");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ToolException($"{uri} did not answer in time.");
        }
    }
}
