using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Contract;

/// <summary>
/// The base class of all contract tests. The authorizer is started at its first use and stopped at the end of the test. Each test class
/// runs against the authorizer in the test's process and against the published native binary.
/// </summary>
public abstract class ContractTests(IAuthorizerHost host) : IAsyncDisposable
{
    private readonly List<IAuthorizer> _started = [];
    private readonly List<AuthorizerOptions> _used = [];
    private readonly AuthorizerOptions _options = new();
    private IAuthorizer? _default;

    /// <summary>Returns an authorizer with the default configuration.</summary>
    protected async Task<IAuthorizer> DefaultAsync() => _default ??= await StartAsync(_options);

    protected async Task<IAuthorizer> StartAsync(AuthorizerOptions options)
    {
        _used.Add(options);
        IAuthorizer authorizer = await host.StartAsync(options);
        _started.Add(authorizer);
        return authorizer;
    }

    protected Task<IAuthorizer> StartAsync(params (string Name, string? Value)[] variables)
    {
        foreach ((string name, string? value) in variables)
        {
            _ = _options.Set(name, value);
        }

        return StartAsync(_options);
    }

    /// <summary>Returns the answer of the default authorizer to <c>GET /pets</c> of a REST API with this token.</summary>
    protected async Task<Answer> CallAsync(string token) => await InvokeAsync(TestEvents.RestRequest(TestEvents.Bearer(token)));

    protected async Task<Answer> InvokeAsync(JsonObject request) => await (await DefaultAsync()).InvokeAsync(request);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (IAuthorizer authorizer in _started)
        {
            await authorizer.DisposeAsync();
        }

        _used.ForEach(options => options.Dispose());
        _options.Dispose();
    }
}
