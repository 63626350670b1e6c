using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DevTool.Stack;

/// <summary>
/// Emulates the AWS AppConfig Agent Lambda extension. It serves the deployed configurations of the template on a loopback port, at the paths
/// of the extension (<c>/applications/…/environments/…/configurations/…</c>). Like the extension, it sends a version and no entity tag.
/// </summary>
internal sealed class AppConfigAgent : IAsyncDisposable
{
    private const string LambdaAddress = "http://localhost:2772/";

    private readonly ConcurrentDictionary<string, Configuration> _configurations;
    private readonly WebApplication _server;

    private AppConfigAgent(ConcurrentDictionary<string, Configuration> configurations, WebApplication server)
    {
        _configurations = configurations;
        _server = server;
    }

    private Uri Address => new(_server.Urls.Single());

    /// <summary>Starts listening.</summary>
    /// <param name="documents">The deployed configurations, by their paths.</param>
    public static async Task<AppConfigAgent> StartAsync(IReadOnlyDictionary<string, string> documents, CancellationToken cancellation)
    {
        var configurations = new ConcurrentDictionary<string, Configuration>(
            documents.Select(document => KeyValuePair.Create(document.Key, new Configuration(1, document.Value))));
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        _ = builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _ = builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        WebApplication server = builder.Build();
        server.Run(context => AnswerAsync(context, configurations));
        await server.StartAsync(cancellation);
        return new AppConfigAgent(configurations, server);
    }

    /// <summary>Converts the address of a configuration on Lambda to its address on this machine.</summary>
    /// <returns>The local address. An address of another service does not change.</returns>
    public string Localize(string uri) =>
        uri.StartsWith(LambdaAddress, StringComparison.Ordinal) ? Locate(uri[(LambdaAddress.Length - 1)..]) : uri;

    /// <summary>The address of a configuration that is deployed on this machine.</summary>
    /// <param name="path">The path of the configuration.</param>
    public string Locate(string path) => new Uri(Address, path).AbsoluteUri;

    /// <summary>The configuration in force.</summary>
    public string Read(string path) => _configurations[path].Content;

    /// <summary>The configuration in force, or <see langword="null"/> if it was never deployed.</summary>
    public string? Find(string path) => _configurations.GetValueOrDefault(path)?.Content;

    /// <summary>Deploys a new version of a configuration.</summary>
    public void Deploy(string path, string content) =>
        _ = _configurations.AddOrUpdate(path, new Configuration(1, content), (_, old) => new Configuration(old.Version + 1, content));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static async Task AnswerAsync(HttpContext context, ConcurrentDictionary<string, Configuration> configurations)
    {
        if (!configurations.TryGetValue(context.Request.Path, out Configuration? configuration))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        byte[] body = Encoding.UTF8.GetBytes(configuration.Content);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        context.Response.Headers["Configuration-Version"] = configuration.Version.ToString(CultureInfo.InvariantCulture);
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private sealed record Configuration(int Version, string Content);
}
