using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool;
using DevTool.Gateway.Definitions;
using DevTool.Stack;
using Xunit;

namespace Clients.Tests;

/// <summary>The local stack. It records the calls to the gateway and to the identity provider.</summary>
public class StackFixture : IAsyncLifetime
{
    private readonly Lock _lock = new();
    private readonly List<GatewayCall> _calls = [];

    /// <summary>Sends requests to this machine.</summary>
    internal HttpClient Http { get; } = LoopbackHttp.CreateClient();

    /// <summary>The running stack.</summary>
    internal LocalStack Stack { get; private set; } = null!;

    /// <summary>The proxy in front of the identity provider.</summary>
    internal CognitoProxy Cognito { get; private set; } = null!;

    /// <summary>The address of the REST API.</summary>
    internal Uri RestApi => Stack.Url(Stack.Apis.First(api => api.Kind == ApiKind.Rest));

    /// <summary>The calls to the gateway since <see cref="Forget"/>, in the order of the answers.</summary>
    internal IReadOnlyList<GatewayCall> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync()
    {
        Stack = await LocalStack.StartAsync(
            StackSettings.In(Repository.Root),
            Http,
            (request, reply) =>
            {
                lock (_lock)
                {
                    _calls.Add(new GatewayCall(request.Method, request.Path, reply.Status, request.Body.Length));
                }
            },
            CancellationToken.None);
        Cognito = await CognitoProxy.StartAsync(Stack.Users.Endpoint, Http);
    }

    /// <summary>Clears the records.</summary>
    internal void Forget()
    {
        Cognito.Forget();
        lock (_lock)
        {
            _calls.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cognito.DisposeAsync();
        await Stack.DisposeAsync();
        Http.Dispose();
        GC.SuppressFinalize(this);
    }
}
