using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using DevTool.IdentityProvider;
using RuntimeApiEmulator;

namespace DevTool.Stack;

/// <summary>Identity provider, authorizer, sample API and gateway, started in this order and stopped in the reverse one.</summary>
internal sealed class LocalStack : IAsyncDisposable
{
    // Enough for a browser's parallel calls; a sandbox handles one at a time.
    private const int MaxSandboxes = 4;

    // The groups that the permissions file knows.
    private static readonly string[] Groups = ["readers", "admins", "suspended"];

    private static readonly TimeSpan ShortTokenLife = TimeSpan.FromSeconds(3);

    private readonly DisposalStack _parts;

    private LocalStack(UserPool users, LocalGateway gateway, DisposalStack parts)
    {
        Users = users;
        Gateway = gateway;
        _parts = parts;
    }

    /// <summary>The users.</summary>
    public UserPool Users { get; }

    /// <summary>The gateway.</summary>
    public LocalGateway Gateway { get; }

    /// <summary>Starts everything.</summary>
    /// <param name="settings">What it is made of.</param>
    /// <param name="http">Talks to the identity provider.</param>
    /// <param name="observer">Is told of every request and its answer.</param>
    /// <param name="cancellation">Stops the start.</param>
    /// <returns>The running stack.</returns>
    /// <exception cref="ToolException">Something is missing or does not start.</exception>
    public static async Task<LocalStack> StartAsync(
        StackSettings settings, HttpClient http, Action<GatewayRequest, HttpReply> observer, CancellationToken cancellation)
    {
        RequireExecutable("the authorizer", settings.Authorizer);
        RequireExecutable("the sample API", settings.SampleApi);

        var parts = new DisposalStack();
        try
        {
            CognitoLocal cognito = parts.Add(await CognitoLocal.StartAsync(settings.CognitoLocal, http, cancellation));
            UserPool users = await UserPool.CreateAsync(new CognitoClient(http, cognito.Address), Groups, ShortTokenLife, cancellation);

            EmulatedFunction authorizer = parts.Add(Function("authorizer", settings.Authorizer, AuthorizerVariables(users)));
            EmulatedFunction sample = parts.Add(Function("sample-api", settings.SampleApi, []));
            await RequireStartAsync("the authorizer", authorizer, cancellation);
            await RequireStartAsync("the sample API", sample, cancellation);

            var integration = new ProxyIntegration(sample);
            var apis = new Dictionary<string, LocalApi>
            {
                [LocalApis.RestMount] = new RestApi(LocalApis.Rest, authorizer, integration, TimeProvider.System),
                [LocalApis.HttpMount] = new HttpApi(LocalApis.Http, authorizer, integration, TimeProvider.System),
            };
            LocalGateway gateway = parts.Add(await LocalGateway.StartAsync(apis, settings.Port, observer, cancellation));
            return new LocalStack(users, gateway, parts);
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    private static void RequireExecutable(string what, string path)
    {
        if (!File.Exists(path))
        {
            throw new ToolException($"{what} is not published ({path} is missing): run make demo, which publishes it");
        }
    }

    private static Dictionary<string, string> AuthorizerVariables(UserPool users) => new()
    {
        ["AUTHORIZER_ISSUERS"] = users.Issuer,
        ["AUTHORIZER_CLIENT_IDS"] = $"{users.AppClientId},{users.ShortLivedAppClientId}",
        ["AUTHORIZER_PERMISSIONS_FILE"] = Path.Combine(AppContext.BaseDirectory, "permissions.json"),

        // Issuer and authorizer share one clock here, and nobody wants to watch a token expire for longer than it takes.
        ["AUTHORIZER_CLOCK_SKEW_SECONDS"] = "0",
    };

    private static EmulatedFunction Function(string name, string executable, Dictionary<string, string> variables) => new(
        new FunctionConfiguration
        {
            Name = name,
            Executable = Path.GetFullPath(executable),
            Environment = variables,
            MaxSandboxes = MaxSandboxes,
        });

    // A function that cannot start says so now, and not in the middle of the flow.
    private static async Task RequireStartAsync(string what, EmulatedFunction function, CancellationToken cancellation)
    {
        try
        {
            InvocationResult result = await function.InvokeAsync("""{"warmup":true}"""u8.ToArray(), cancellation: cancellation);
            if (result.Kind != InvocationResultKind.Response)
            {
                string? lastError = function.Sandboxes[^1].Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
                throw new ToolException($"{what} does not start: {result.ErrorMessage ?? lastError ?? result.Kind.ToString()}");
            }
        }
        catch (Win32Exception unusable)
        {
            throw new ToolException($"{what} does not start: {unusable.Message}");
        }
    }
}
