using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;

namespace Deployment.Tests;

/// <summary>Emulates a deployed stack: its three APIs, each with its host name, on one loopback port.</summary>
/// <remarks>
/// A test sets the valid tokens, because other tests check the authorizer and the gateway. The tests with this class check the script that
/// sends the calls.
/// </remarks>
public sealed class DeployedApis : IDisposable
{
    private const string Bearer = "Bearer ";

    private readonly HttpListener _listener;
    private readonly Task _loop;

    /// <summary>Starts to listen.</summary>
    public DeployedApis()
    {
        (_listener, Port) = Listen();
        _loop = ServeAsync();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>The valid tokens.</summary>
    public string[] GoodTokens { get; set; } = [];

    /// <summary>Decides whether any other token is valid.</summary>
    public Func<string, bool> Verify { get; set; } = _ => false;

    /// <summary>The status for an invalid token.</summary>
    public int RefusedStatus { get; set; } = 401;

    /// <summary>A fault: every token is valid.</summary>
    public bool AcceptsEverything { get; set; }

    /// <summary>A fault: refusals have no CORS headers.</summary>
    public bool ForgetsCorsOnRefusals { get; set; }

    /// <summary>A fault: preflights of ANY routes reach the authorizer, as on an HTTP API.</summary>
    public bool AuthorizesPreflights { get; set; }

    /// <summary>A fault: preflights do not allow the header with the token.</summary>
    public bool AllowsNoHeaders { get; set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Close();
        _loop.Wait();
    }

    // Another test may take the port between the probe and the listener.
    private static (HttpListener Listener, int Port) Listen()
    {
        for (int attempt = 1; ; attempt++)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            var listener = new HttpListener();
            listener.Prefixes.Add($"http://127.0.0.1:{port}/");
            try
            {
                listener.Start();
                return (listener, port);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close();
            }
        }
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
        bool isRest = path[1].StartsWith("rest.", StringComparison.Ordinal);
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
            if (request.HttpMethod == "OPTIONS" && !AllowsNoHeaders)
            {
                context.Response.AddHeader("Access-Control-Allow-Headers", "Content-Type,Authorization");
            }
        }

        context.Response.StatusCode = status;
        byte[] body = status == 204 ? [] : Encoding.UTF8.GetBytes(Body(status, path, token, isRest));
        context.Response.ContentLength64 = body.Length;
        await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }

    private bool IsGood(string token) => GoodTokens.Contains(token) || Verify(token);

    private int Decide(string method, string[] route, string? token, bool isRest) =>
        method == "OPTIONS" && !(AuthorizesPreflights && route[0] == "admin") ? isRest ? 200 : 204
        : token is null ? 401
        : !AcceptsEverything && !IsGood(token) ? RefusedStatus
        : route is [] or ["pets"] || (route is ["users", var user, ..] && user.StartsWith("smoke-", StringComparison.Ordinal)) ? 200
        : 403;

    private string Body(int status, string[] path, string? token, bool isRest) => status switch
    {
        200 => $$$"""{"identity":{"ruleId":"{{{(path.Contains("users") ? "own-path" : "read-pets")}}}"}}""",
        401 => isRest ? """{"error":{"code":"unauthorized"}}""" : """{"message":"Unauthorized"}""",
        _ when isRest => $$$"""{"error":{"code":"{{{(token is not null && IsGood(token) ? "route_not_permitted" : "signature_invalid")}}}"}}""",
        _ => """{"message":"Forbidden"}""",
    };
}
