using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>Runs a published native binary with the protocol of the Lambda Runtime API.</summary>
/// <param name="executable">The path of the binary.</param>
public sealed class NativeHost(string executable) : IAuthorizerHost
{
    // The process writes the log line before the answer. The line comes through a pipe and can arrive later.
    private static readonly TimeSpan LogPatience = TimeSpan.FromSeconds(5);

    public static NativeHost Instance { get; } = new(NativeBinary.Bootstrap);

    /// <summary>The static variant.</summary>
    public static NativeHost Static { get; } = new(NativeBinary.StaticBootstrap);

    public static Sandbox StartSandbox(AuthorizerOptions options) => Instance.Start(options);

    public Sandbox Start(AuthorizerOptions options) => Sandbox.Start(new FunctionConfiguration
    {
        Executable = executable,
        Environment = options.Variables,
    });

    public async Task<IAuthorizer> StartAsync(AuthorizerOptions options)
    {
        Sandbox sandbox = Start(options);
        while (sandbox.Polls == 0 && !sandbox.HasExited)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        if (!sandbox.HasExited)
        {
            return new NativeAuthorizer(sandbox);
        }

        await using (sandbox)
        {
            Assert.Equal(1, await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken));
            Assert.NotNull(sandbox.InitError);
            Assert.Equal("Function.ConfigurationInvalid", sandbox.InitErrorType);
            JsonObject error = JsonNode.Parse(sandbox.InitError)!.AsObject();
            throw new StartFailedException(error["errorType"]!.GetValue<string>(), error["errorMessage"]!.GetValue<string>());
        }
    }

    private sealed class NativeAuthorizer(Sandbox sandbox) : IAuthorizer
    {
        public IReadOnlyList<string> LogLines => sandbox.OutputLines;

        public async Task<Answer> InvokeAsync(byte[] payload)
        {
            InvocationResult result = await sandbox.InvokeAsync(payload, cancellation: TestContext.Current.CancellationToken);
            Assert.True(
                result.Kind is InvocationResultKind.Response or InvocationResultKind.FunctionError, $"{result.Kind}: {sandbox.Errors}");
            Assert.Equal(NativeBinary.Amazon is null, result.InvocationIdEchoed);
            bool isError = result.Kind == InvocationResultKind.FunctionError;
            bool isWarmUp = result.Text == """{"warm":true}""";
            JsonObject? line = isWarmUp ? null : await LogLineAsync(result.RequestId);
            return NativeBinary.Amazon is null
                ? new Answer(isError, result.Payload, line) { ReportedType = result.ReportedType }
                : new Answer(isError, AmazonAnswer.AsOfDefaultHost(isError, result.Payload), line);
        }

        public Task AnswerAsync(byte[] payload) => sandbox.InvokeAsync(payload, cancellation: TestContext.Current.CancellationToken);

        public async Task EndAsync()
        {
            sandbox.Signal(15);
            const int SignalBase = 128;
            int expected = NativeBinary.Amazon is null ? 0 : SignalBase + 15;
            Assert.Equal(expected, await sandbox.WaitForExitAsync(TestContext.Current.CancellationToken));
        }

        public ValueTask DisposeAsync() => sandbox.DisposeAsync();

        private async Task<JsonObject> LogLineAsync(string requestId)
        {
            var patience = Stopwatch.StartNew();
            while (patience.Elapsed < LogPatience)
            {
                string? line = LogLines.LastOrDefault(line => line.Contains($"\"requestId\":\"{requestId}\"", StringComparison.Ordinal)
                    && line.Contains("\"decision\":", StringComparison.Ordinal));
                if (line is not null)
                {
                    return JsonNode.Parse(line)!.AsObject();
                }

                await Task.Delay(1, TestContext.Current.CancellationToken);
            }

            throw new TimeoutException("no log line for the invocation: " + string.Join('\n', LogLines));
        }
    }
}
