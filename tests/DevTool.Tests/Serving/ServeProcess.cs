using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Contract;
using DevTool.Stack;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Serving;

/// <summary><c>serve</c>, run as by a user, in a folder with the template and an editable permissions file.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("serve-test-");
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly List<string> _all = [];
    private readonly HttpClient _http = LoopbackHttp.CreateClient();
    private string? _deleted;
    private Process? _process;

    /// <summary>The output before the first call.</summary>
    public IReadOnlyList<string> Start { get; private set; } = [];

    /// <summary>The working folder of <c>serve</c>.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The output so far.</summary>
    public string Output => string.Join('\n', _all);

    /// <summary>The token that the printed command returns.</summary>
    public string Token { get; private set; } = string.Empty;

    /// <summary>The printed command that starts with these words.</summary>
    public string Command(string start) => Assert.Single(Start, line => line.StartsWith(start, StringComparison.Ordinal));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Permissions => Path.Combine(_folder.FullName, "src", "Authorizer", "permissions.json");

    /// <summary>Starts <c>serve</c>, and waits until the stack is ready.</summary>
    public static Task<ServeProcess> StartAsync(params string[] parameters) => StartAsync("template.yaml", parameters);

    /// <summary>Starts <c>serve</c> with another template.</summary>
    public static async Task<ServeProcess> StartTemplateAsync(string template) => await StartAsync(template, []);

    /// <summary>Starts <c>serve</c> with a file of shadow rules.</summary>
    /// <param name="shadow">The file of shadow rules in <see cref="Folder"/>. At first, it is a copy of the permissions file.</param>
    public static async Task<ServeProcess> StartShadowAsync(string shadow, params string[] parameters) => await StartAsync("template.yaml", parameters, shadow);

    private static async Task<ServeProcess> StartAsync(string template, string[] parameters, string? shadow = null)
    {
        var serve = new ServeProcess();
        _ = Directory.CreateDirectory(Path.GetDirectoryName(serve.Permissions)!);
        File.Copy(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json"), serve.Permissions);
        File.Copy(Path.Combine(Repository.Root, "template.yaml"), Path.Combine(serve._folder.FullName, "template.yaml"));
        if (shadow is not null)
        {
            File.Copy(serve.Permissions, Path.Combine(serve.Folder, shadow));
        }

        var published = StackSettings.In(Repository.Root);
        var start = new ProcessStartInfo("dotnet", [
            Path.Combine(AppContext.BaseDirectory, "authz.dll"), "serve", "--template", template, "--authorizer", published.Authorizer,
            "--sample-api", published.SampleApi, "--cognito-local", published.CognitoLocal, .. parameters.SelectMany(parameter => new[] { "--parameter", parameter }), .. shadow is null ? Array.Empty<string>() : ["--shadow", shadow],
        ])
        {
            WorkingDirectory = serve._folder.FullName,
            RedirectStandardOutput = true,
        };
        serve._process = Process.Start(start)!;
        _ = serve.ReadAsync(serve._process.StandardOutput);
        List<string> lines = [];
        while (lines is not [.., var last] || !last.StartsWith("Playground", StringComparison.Ordinal))
        {
            lines.Add(await serve.NextAsync());
        }

        serve.Start = lines;
        using var shell = new ToolProcess();
        serve.Token = (await shell.ShellAsync($"{serve.Command("export TOKEN=")}\nprintf %s \"$TOKEN\"")).Output;
        return serve;
    }

    /// <summary>The next line that is printed.</summary>
    public async Task<string> NextAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Patience.Limit);
        return await _lines.Reader.ReadAsync(limit.Token);
    }

    /// <summary>Sends a request, and returns its status.</summary>
    public async Task<int> CallAsync(string api, string path, string? token = null, params (string Name, string Value)[] headers)
    {
        string address = Start.First(line => line.StartsWith(api + " API", StringComparison.Ordinal)).Split(' ')[^1];
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address + path));
        foreach ((string name, string value) in headers.Append(("Authorization", $"Bearer {token}")).Take(headers.Length + (token is null ? 0 : 1)))
        {
            _ = request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await _http.SendAsync(request, Cancellation);
        return (int)response.StatusCode;
    }

    /// <summary>Replaces a text in the permissions file, and saves the file as most editors do.</summary>
    public Task SaveAsync(string old, string changed) => SaveAsync(Permissions, old, changed);

    /// <summary>Replaces a text in a file of <see cref="Folder"/>, and saves the file as most editors do.</summary>
    public async Task SaveAsync(string file, string old, string changed)
    {
        string path = Path.Combine(Folder, file);
        string text = await File.ReadAllTextAsync(path, Cancellation);
        Assert.Contains(old, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path + "~", text.Replace(old, changed, StringComparison.Ordinal), Cancellation);
        File.Move(path + "~", path, overwrite: true);
    }

    /// <summary>Deletes the permissions file.</summary>
    public async Task DeleteAsync()
    {
        _deleted = await File.ReadAllTextAsync(Permissions, Cancellation);
        File.Delete(Permissions);
    }

    /// <summary>Restores the permissions file.</summary>
    public Task RestoreAsync() => File.WriteAllTextAsync(Permissions, _deleted, Cancellation);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            using Process stop = Process.Start("kill", [_process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task ReadAsync(StreamReader output)
    {
        while (await output.ReadLineAsync(CancellationToken.None) is { } line)
        {
            _all.Add(line);
            await _lines.Writer.WriteAsync(line, CancellationToken.None);
        }

        _lines.Writer.Complete();
    }
}
