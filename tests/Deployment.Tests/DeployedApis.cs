using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Deployment.Tests;

/// <summary>What a deployed stack answers: its three APIs, each under its host name, on one loopback port.</summary>
/// <remarks>
/// It is told which tokens are good and decides nothing itself: the authorizer and a gateway have tests of their own. What is
/// tested with it is the script that asks.
/// </remarks>
public sealed class DeployedApis : IDisposable
{
    private const string Bearer = "Bearer ";

    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    /// <summary>Starts to listen.</summary>
    public DeployedApis()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _loop = ServeAsync();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The tokens that are good.</summary>
    public string[] GoodTokens { get; set; } = [];

    /// <summary>The status for a token that is not good.</summary>
    public int RefusedStatus { get; set; } = 401;

    /// <summary>A fault: every token is good.</summary>
    public bool AcceptsEverything { get; set; }

    /// <summary>A fault: refusals carry no CORS headers.</summary>
    public bool ForgetsCorsOnRefusals { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Close();
        _loop.Wait();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            await AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        HttpListenerRequest request = context.Request;
        string[] path = request.Url!.AbsolutePath.Split('/');
        bool isRest = path[1] == "rest.example";
        string? token = request.Headers["Authorization"] is { } value && value.StartsWith(Bearer, StringComparison.Ordinal) ? value[Bearer.Length..] : null;
        int status = Decide(request.HttpMethod, path[(path[1] == "http.example" ? 2 : 3)..], token, isRest);
        if (request.IsWebSocketRequest && status == 200)
        {
            using var socket = (await context.AcceptWebSocketAsync(subProtocol: null)).WebSocket;
            socket.Abort();
            return;
        }

        if (request.Headers["Origin"] is not null && !(ForgetsCorsOnRefusals && status >= 400))
        {
            context.Response.AddHeader("Access-Control-Allow-Origin", "*");
        }

        context.Response.StatusCode = status;
        byte[] body = status == 204 ? [] : Encoding.UTF8.GetBytes(Body(status, path, token, isRest));
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private int Decide(string method, string[] route, string? token, bool isRest) =>
        method == "OPTIONS" ? isRest ? 200 : 204
        : token is null ? 401
        : !AcceptsEverything && !GoodTokens.Contains(token) ? RefusedStatus
        : route is [] or ["pets"] || (route is ["users", var user, ..] && user.StartsWith("smoke-", StringComparison.Ordinal)) ? 200
        : 403;

    private string Body(int status, string[] path, string? token, bool isRest) => status switch
    {
        200 => $$$"""{"identity":{"ruleId":"{{{(path.Contains("users") ? "own-path" : "read-pets")}}}"}}""",
        401 => isRest ? """{"error":{"code":"unauthorized"}}""" : """{"message":"Unauthorized"}""",
        _ when isRest => $$$"""{"error":{"code":"{{{(GoodTokens.Contains(token) ? "route_not_permitted" : "signature_invalid")}}}"}}""",
        _ => """{"message":"Forbidden"}""",
    };
}
