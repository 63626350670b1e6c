using System;
using System.Buffers;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Authorizer.Lambda;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Authorizer.Options;
using Contract;
using LambdaRuntime;

namespace Authorizer.Tests;

/// <summary>Runs the authorizer in the test's process, without the Runtime API.</summary>
/// <param name="startClock">Called at the start of each authorizer. Returns the clock of this authorizer.</param>
internal sealed class InProcessHost(Func<Func<Moment>> startClock) : IAuthorizerHost
{
    public static InProcessHost Instance { get; } = new(() => () => Moment.Now);

    /// <summary>A host whose clock runs five times as fast, for tests that wait until something reaches an age.</summary>
    public static InProcessHost Hurried { get; } = new(() =>
    {
        const int Speed = 5;
        Moment start = Moment.Now;
        return () =>
        {
            Moment now = Moment.Now;
            return new Moment(
                start.UnixSeconds + (Speed * (now.UnixSeconds - start.UnixSeconds)),
                start.UptimeMilliseconds + (Speed * (now.UptimeMilliseconds - start.UptimeMilliseconds)));
        };
    });

    public Task<IAuthorizer> StartAsync(AuthorizerOptions options)
    {
        var output = new MemoryStream();
        try
        {
            VariableNames.Check(options.Variables.Keys);
            return Task.FromResult<IAuthorizer>(new InProcessAuthorizer(
                AuthorizerFunction.Create(SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere"), new OpenSslPlatform(), output, startClock()), output));
        }
        catch (ConfigurationException invalid)
        {
            throw new StartFailedException(ConfigurationException.ErrorType, invalid.Message);
        }
    }

    private sealed class InProcessAuthorizer(AuthorizerFunction function, MemoryStream output) : IAuthorizer
    {
        public IReadOnlyList<string> LogLines => Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public Task<Answer> InvokeAsync(byte[] payload)
        {
            int before = LogLines.Count;
            var answer = new ArrayBufferWriter<byte>();
            InvocationOutcome outcome = function.Handle(new Invocation("request-1"u8, default, payload), answer);
            string[] lines = [.. LogLines.Skip(before)];
            string? line = lines.LastOrDefault(line => line.Contains("\"decision\":", StringComparison.Ordinal)) ?? lines.LastOrDefault();
            JsonObject? logLine = line is null ? null : JsonNode.Parse(line)!.AsObject();
            return Task.FromResult(new Answer(outcome.ErrorType is not null, answer.WrittenSpan.ToArray(), logLine));
        }

        public Task AnswerAsync(byte[] payload) => InvokeAsync(payload);

        public Task EndAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => output.DisposeAsync();
    }
}
