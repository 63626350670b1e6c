using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clients.Tests;

/// <summary>
/// Forwards calls to the identity provider, and records the calls. The proxy can corrupt returned tokens, so that the API refuses a client at
/// its first call or again after a refresh.
/// </summary>
internal sealed class CognitoProxy : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<string> _flows = [];

    private CognitoProxy(WebApplication application)
    {
        _application = application;
    }

    /// <summary>The address of the proxy.</summary>
    public Uri Address => new(_application.Urls.Single());

    /// <summary>The flows of the sign-ins and refreshes since <see cref="Forget"/>.</summary>
    public IReadOnlyList<string> Flows => [.. _flows];

    /// <summary>The flows whose access tokens get an invalid signature.</summary>
    public IReadOnlyList<string> Spoilt { get; set; } = [];

    /// <summary>Whether the proxy refuses refreshes, as Cognito does for a user who was signed out.</summary>
    public bool RefusesRefreshes { get; set; }

    /// <summary>Starts the proxy.</summary>
    /// <param name="provider">The identity provider's address.</param>
    /// <param name="http">Calls the identity provider.</param>
    public static async Task<CognitoProxy> StartAsync(Uri provider, HttpClient http)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        var proxy = new CognitoProxy(application);
        application.Run(context => proxy.HandOnAsync(context, provider, http));
        await application.StartAsync();
        return proxy;
    }

    /// <summary>Clears the records, and stops corrupting tokens.</summary>
    public void Forget()
    {
        _flows.Clear();
        Spoilt = [];
        RefusesRefreshes = false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task HandOnAsync(HttpContext context, Uri provider, HttpClient http)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        string flow = JsonNode.Parse(body)?["AuthFlow"]?.ToString() ?? string.Empty;
        _flows.Enqueue(flow);
        if (RefusesRefreshes && flow == "REFRESH_TOKEN_AUTH")
        {
            await AnswerAsync(context, 400, """{"__type":"NotAuthorizedException","message":"Refresh Token has been revoked"}""");
            return;
        }

        using var content = new StringContent(body, new MediaTypeHeaderValue("application/x-amz-json-1.1"));
        content.Headers.Add("X-Amz-Target", context.Request.Headers["X-Amz-Target"].ToString());
        using HttpResponseMessage answer = await http.PostAsync(provider, content, context.RequestAborted);
        string text = await answer.Content.ReadAsStringAsync(context.RequestAborted);
        await AnswerAsync(context, (int)answer.StatusCode, Spoilt.Contains(flow) ? Spoil(text) : text);
    }

    private static Task AnswerAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.1";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static string Spoil(string answer)
    {
        JsonNode json = JsonNode.Parse(answer)!;
        string[] parts = json["AuthenticationResult"]!["AccessToken"]!.GetValue<string>().Split('.');
        parts[2] = new string('A', parts[2].Length);
        json["AuthenticationResult"]!["AccessToken"] = string.Join('.', parts);
        return json.ToJsonString();
    }
}
