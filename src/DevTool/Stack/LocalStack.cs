using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.IO;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.Gateway;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Requests;
using DevTool.Gateway.Responses;
using DevTool.IdentityProvider;
using DevTool.Playground;
using Microsoft.AspNetCore.Http;
using RuntimeApiEmulator;

namespace DevTool.Stack;

/// <summary>
/// Runs the template on this machine. The identity provider, the functions and the gateway start in this order and stop in reverse
/// order.
/// </summary>
internal sealed class LocalStack : IAsyncDisposable
{
    // Enough for the parallel calls of a browser. Each sandbox handles one call at a time.
    private const int MaxSandboxes = 4;

    private static readonly TimeSpan ShortTokenLife = TimeSpan.FromSeconds(3);

    private readonly DisposalStack _parts;
    private readonly AppConfigAgent _agent;
    private readonly IReadOnlyCollection<LocalApi> _apis;
    private readonly Dictionary<ApiDefinition, string> _mounts;

    private LocalStack(UserPool users, LocalGateway gateway, IReadOnlyDictionary<string, LocalApi> apis, LiveDocuments? documents, AppConfigAgent agent, DisposalStack parts)
    {
        _agent = agent;
        LiveDocuments = documents;
        Users = users;
        Gateway = gateway;
        _parts = parts;
        _apis = [.. apis.Values];
        _mounts = apis.ToDictionary(api => api.Value.Definition, api => api.Key);
    }

    /// <summary>The local user pool.</summary>
    public UserPool Users { get; }

    public LocalGateway Gateway { get; }

    /// <summary>The documents that can change while the functions run, or <see langword="null"/> if the template has no such documents.</summary>
    public LiveDocuments? LiveDocuments { get; }

    /// <summary>The deployed shadow rules, or <see langword="null"/> if there are no shadow rules.</summary>
    public string? ShadowPermissions => _agent.Find(LiveDocuments.ShadowPath);

    /// <summary>The environment variables of the authorizer.</summary>
    public required IReadOnlyDictionary<string, string> AuthorizerVariables { get; init; }

    /// <summary>The function of the authorizer.</summary>
    public required EmulatedFunction Authorizer { get; init; }

    /// <summary>
    /// The time for which API Gateway would cache a result of the authorizer. If the APIs have different times, the longest of these times.
    /// </summary>
    public TimeSpan AuthorizerResultTtl => _apis.Select(api => api.ResultTtl).DefaultIfEmpty().Max();

    /// <summary>The permissions file that was deployed with the authorizer.</summary>
    public required string PermissionsFile { get; init; }

    /// <summary>The permissions file to edit: the file in the repository of the template, or the deployed file if the repository has none.</summary>
    public required string RulesFile { get; init; }

    /// <summary>The address of the playground.</summary>
    public Uri PlaygroundUrl => new(Gateway.Address, PlaygroundSite.Mount + "/");

    /// <summary>The APIs, in the order of the template.</summary>
    public IReadOnlyCollection<ApiDefinition> Apis => _mounts.Keys;

    /// <summary>The local address of an API, which replaces its host name and stage.</summary>
    public Uri Url(ApiDefinition api) => new(Gateway.Address, _mounts[api]);

    /// <summary>Starts all parts of the stack.</summary>
    /// <param name="settings">The settings of the stack.</param>
    /// <param name="http">Calls the identity provider.</param>
    /// <param name="observer">Receives every request and the response to it.</param>
    /// <exception cref="ToolException">A part is missing, is not supported, or does not start.</exception>
    public static async Task<LocalStack> StartAsync(
        StackSettings settings, HttpClient http, Action<GatewayRequest, HttpReply> observer, CancellationToken cancellation)
    {
        var template = new StackTemplate(settings.Template, settings.Parameters);
        StackDefinition planned = template.Read(new Dictionary<string, string>());
        RequireAuthorizer(planned, settings);
        UserPoolDefinition pool = DemoUser.WithGroups(planned.UserPool, settings.Template);
        foreach (FunctionDefinition function in planned.Functions)
        {
            RequireExecutable(function, settings);
        }

        var parts = new DisposalStack();
        try
        {
            CognitoLocal cognito = parts.Add(await CognitoLocal.StartAsync(settings.CognitoLocal, cancellation));
            UserPool users = await UserPool.CreateAsync(
                new CognitoClient(http, cognito.Address), pool, ShortTokenLife, cancellation);

            // Reads the template again, because the IDs of the pool and its app clients exist only now and are values of variables.
            StackDefinition stack = template.Read(users.PhysicalNames);
            AppConfigAgent agent = parts.Add(await AppConfigAgent.StartAsync(stack.LiveDocuments, cancellation));
            Dictionary<string, EmulatedFunction> functions = [];
            foreach (FunctionDefinition definition in stack.Functions)
            {
                EmulatedFunction function = parts.Add(Function(definition, settings, users, agent));
                functions.Add(definition.LogicalId, function);
                await RequireStartAsync(definition.LogicalId, function, cancellation);
            }

            IReadOnlyDictionary<string, LocalApi> apis = Mounts.Assign(stack.Apis, functions);
            IReadOnlyDictionary<string, string> variables = LocalEnvironment.Of(AuthorizerOf(stack), users, agent, settings.ShadowFile is not null);
            LiveDocuments? documents = LiveDocuments.Of(stack, agent);
            string permissions = Path.Combine(
                Path.GetDirectoryName(Path.GetFullPath(settings.Authorizer))!, variables.GetValueOrDefault("AUTHORIZER_PERMISSIONS_FILE", "permissions.json"));
            string rules = File.Exists(settings.PermissionsFile) ? settings.PermissionsFile : permissions;
            PlaygroundSite playground = Playground(settings, rules, variables, users, documents is not null, http);
            var pages = new Dictionary<string, RequestDelegate> { [PlaygroundSite.Mount] = playground.HandleAsync };
            LocalGateway gateway = parts.Add(await LocalGateway.StartAsync(apis, pages, settings.Port, observer, cancellation));
            return new LocalStack(users, gateway, apis, documents, agent, parts)
            {
                Authorizer = functions[AuthorizerOf(stack).LogicalId],
                AuthorizerVariables = variables,
                PermissionsFile = permissions,
                RulesFile = rules,
            };
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>Deploys rules so that they apply to the next call: starts a new sandbox, and clears the gateway's caches.</summary>
    /// <param name="permissions">The rules. The authorizer must be able to use them.</param>
    /// <returns>A task that completes when the rules are in force.</returns>
    /// <exception cref="InvalidOperationException">The template has no live documents.</exception>
    public async Task DeployPermissionsAsync(string permissions)
    {
        LiveDocuments live = LiveDocuments ?? throw new InvalidOperationException("the template has no live documents");
        live.Permissions = permissions;
        await ApplyAsync();
    }

    /// <summary>
    /// Deploys shadow rules so that they are compared with the rules in force from the next call on. Shadow rules are never enforced.
    /// </summary>
    /// <param name="permissions">The rules. The authorizer must be able to use them.</param>
    /// <returns>A task that completes when the comparison uses the rules.</returns>
    public async Task DeployShadowAsync(string permissions)
    {
        _agent.Deploy(LiveDocuments.ShadowPath, permissions);
        await ApplyAsync();
    }

    private async Task ApplyAsync()
    {
        await Authorizer.RetireSandboxesAsync();
        foreach (LocalApi api in _apis)
        {
            api.ClearAuthorizerCaches();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _parts.DisposeAsync();

    // The playground uses the variables of this stack's authorizer, so that it makes the same decisions.
    private static PlaygroundSite Playground(
        StackSettings settings, string rules, IReadOnlyDictionary<string, string> variables, UserPool users, bool live, HttpClient http)
    {
        var file = new PlaygroundFile(rules);
        var decisions = new PlaygroundDecisions(variables, file, users, http);
        return new PlaygroundSite(decisions, new PlaygroundSamples(users, settings.CognitoLocal), file, users, live);
    }

    private static FunctionDefinition AuthorizerOf(StackDefinition stack) => stack.Functions.First(function => function.IsAuthorizer);

    private static void RequireAuthorizer(StackDefinition stack, StackSettings settings)
    {
        if (!stack.Functions.Any(function => function.IsAuthorizer))
        {
            string others = string.Join(", ", stack.Functions.Select(function => function.LogicalId));
            throw new ToolException(
                others.Length == 0 ? $"{settings.Template}: the template has no function; declare the authorizer's function"
                : $"{settings.Template}: none of the functions ({others}) has a variable AUTHORIZER_…, so none is recognized as the authorizer; "
                + "set the authorizer's variables in the template");
        }
    }

    private static void RequireExecutable(FunctionDefinition function, StackSettings settings)
    {
        string path = settings.ExecutableOf(function);
        if (!File.Exists(path))
        {
            throw new ToolException($"{function.LogicalId} is not published ({path} is missing); run make demo, which publishes it");
        }
    }

    private static EmulatedFunction Function(FunctionDefinition function, StackSettings settings, UserPool users, AppConfigAgent agent) => new(
        new FunctionConfiguration
        {
            Name = function.LogicalId,
            Executable = Path.GetFullPath(settings.ExecutableOf(function)),
            Environment = LocalEnvironment.Of(function, users, agent, settings.ShadowFile is not null),
            MaxSandboxes = MaxSandboxes,
            Timeout = function.Timeout,
        });

    // Starts a function once, so that a function that cannot start fails now and not at a later call.
    private static async Task RequireStartAsync(string what, EmulatedFunction function, CancellationToken cancellation)
    {
        try
        {
            InvocationResult result = await function.InvokeAsync("""{"warmup":true}"""u8.ToArray(), cancellation: cancellation);
            if (result.Kind != InvocationResultKind.Response)
            {
                string? lastError = function.Sandboxes[^1].Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
                string? reported = result.Kind == InvocationResultKind.Crashed ? lastError ?? result.ErrorMessage : result.ErrorMessage;
                throw new ToolException($"{what} does not start: {reported ?? result.Kind.ToString()}; correct its variables in the template");
            }
        }
        catch (Win32Exception unusable)
        {
            throw new ToolException($"{what} does not start: {unusable.Message}; publish it for this machine with make publish");
        }
    }
}
