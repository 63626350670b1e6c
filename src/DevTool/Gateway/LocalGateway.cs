using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace DevTool.Gateway;

/// <summary>Emulates API Gateway on a loopback port. Each API has its own path prefix.</summary>
internal sealed class LocalGateway : IAsyncDisposable
{
    // API Gateway quotas: the total size of all header fields of a request.
    private const int MaxHeaderBytes = 10_240;

    // API Gateway quotas: the size of a request body.
    private const int MaxBodyBytes = 10 * 1024 * 1024;

    private const string TraceField = "X-Amzn-Trace-Id";

    // The time for which the gateway waits for open connections when it stops.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(2);

    private readonly WebApplication _server;

    private LocalGateway(WebApplication server) => _server = server;

    /// <summary>The address of the gateway.</summary>
    public Uri Address => new(_server.Urls.Single());

    /// <summary>Starts listening.</summary>
    /// <param name="apis">The APIs, by the first segment of their paths.</param>
    /// <param name="pages">The handlers of other pages, by the first segment of their paths.</param>
    /// <param name="port">The port, or 0 for any free port.</param>
    /// <param name="observer">Receives every request and the response to it.</param>
    /// <exception cref="ToolException">Another process uses the port.</exception>
    public static async Task<LocalGateway> StartAsync(
        IReadOnlyDictionary<string, LocalApi> apis,
        IReadOnlyDictionary<string, RequestDelegate> pages,
        int port,
        Action<GatewayRequest, HttpReply> observer,
        CancellationToken cancellation)
    {
        // The empty builder does not read the ASPNETCORE_ variables of this machine, which must not change the gateway.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.AddServerHeader = false;
            server.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            server.Limits.MaxRequestBodySize = null;
            server.Listen(IPAddress.Loopback, port);
        });
        _ = builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();

        WebApplication server = builder.Build();
        _ = server.UseWebSockets();
        server.Run(context => HandleAsync(context, apis, pages, observer, server.Lifetime.ApplicationStopping));
        try
        {
            await server.StartAsync(cancellation);
            return new LocalGateway(server);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            await server.DisposeAsync();
            throw new ToolException($"port {port} is in use; choose another with --port");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Stops before disposing, so that WebSocket connections close and the backend receives their $disconnect events.
        using var timeout = new CancellationTokenSource(StopTimeout);
        await _server.StopAsync(timeout.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
    }

    private static async Task HandleAsync(
        HttpContext context,
        IReadOnlyDictionary<string, LocalApi> apis,
        IReadOnlyDictionary<string, RequestDelegate> pages,
        Action<GatewayRequest, HttpReply> observer,
        CancellationToken stopping)
    {
        // Uses the raw target, so that the authorizer receives the path before any normalization.
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? target : target[..query];
        string mount = path.StartsWith('/') ? path[1..].Split('/')[0] : string.Empty;
        if (pages.TryGetValue(mount, out RequestDelegate? page))
        {
            await page(context);
            return;
        }

        if (!apis.TryGetValue(mount, out LocalApi? api))
        {
            string known = string.Join(", ", apis.Keys.Select(name => $"/{name}"));
            await SendAsync(HttpReply.Json(404, $$"""{"message":"No API here. There are: {{known}}"}"""), context);
            return;
        }

        string rawQuery = query < 0 ? string.Empty : target[(query + 1)..];
        GatewayRequest request = await ReadAsync(context, api, path[(mount.Length + 1)..], rawQuery);
        HttpReply? reply = api is RequestApi requests
            ? await requests.HandleAsync(request, context.RequestAborted)
            : await WebSocketConnection.ServeAsync((WebSocketApi)api, request, context, observer, stopping);
        if (reply is not null)
        {
            observer(request, reply);
            await SendAsync(reply, context);
        }
    }

    private static async Task<GatewayRequest> ReadAsync(HttpContext context, LocalApi api, string path, string rawQuery)
    {
        byte[]? body = await ReadBodyAsync(context);
        string sourceIp = context.Connection.RemoteIpAddress?.ToString() ?? IPAddress.Loopback.ToString();
        IEnumerable<KeyValuePair<string, string>> added =
        [
            .. context.Request.Headers.ContainsKey(TraceField) ? Enumerable.Empty<KeyValuePair<string, string>>() : [new(TraceField, NewTraceId())],
            new("X-Forwarded-For", sourceIp),
            new("X-Forwarded-Port", (context.Request.Host.Port ?? 80).ToString(System.Globalization.CultureInfo.InvariantCulture)),
            new("X-Forwarded-Proto", context.Request.Scheme),
        ];
        return new GatewayRequest
        {
            Api = api.Definition,
            Method = context.Request.Method,
            RawPath = path.Length == 0 ? "/" : path,
            RawQueryString = rawQuery,
            Query = new NameValues(Pairs(QueryHelpers.ParseQuery(rawQuery)), StringComparer.Ordinal),
            Headers = new NameValues(Pairs(context.Request.Headers).Concat(added), StringComparer.OrdinalIgnoreCase),
            Body = body ?? [],
            IsTooLarge = body is null,
            Protocol = context.Request.Protocol,
            SourceIp = sourceIp,
            Time = DateTimeOffset.UtcNow,
        };
    }

    // Reads the whole body even if it is too large, so that the client can read the response. Returns null if the body is too large.
    private static async Task<byte[]?> ReadBodyAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        bool isTooLarge = false;
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is var count and > 0)
        {
            isTooLarge |= body.Length + count > MaxBodyBytes;
            body.Write(buffer.AsSpan(0, isTooLarge ? 0 : count));
        }

        return isTooLarge ? null : body.ToArray();
    }

    // The format of X-Ray: version, seconds in hexadecimal, 96 random bits.
    private static string NewTraceId() =>
        $"Root=1-{DateTimeOffset.UtcNow.ToUnixTimeSeconds():x8}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    private static IEnumerable<KeyValuePair<string, string>> Pairs(IEnumerable<KeyValuePair<string, StringValues>> fields) =>
        fields.SelectMany(field => field.Value.Select(value => KeyValuePair.Create(field.Key, value ?? string.Empty)));

    private static async Task SendAsync(HttpReply reply, HttpContext context)
    {
        context.Response.StatusCode = reply.Status;
        foreach ((string name, string value) in reply.Headers)
        {
            context.Response.Headers.Append(name, value);
        }

        if (reply.Body.Length > 0)
        {
            context.Response.ContentLength = reply.Body.Length;
            await context.Response.Body.WriteAsync(reply.Body, context.RequestAborted);
        }
    }
}
