using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using Amazon.Lambda.Serialization.SystemTextJson;
using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Amazon;

/// <summary>
/// The entry point of the executable that uses Amazon's packages. Amazon.Lambda.RuntimeSupport polls the Runtime API and converts events
/// and responses. The decisions are made by the same core as in the other executables.
/// </summary>
internal static class Program
{
    private const int Failure = 1;

    // The package creates the JSON context with its own options and ignores the options in the context's attribute.
    private static readonly SourceGeneratorLambdaJsonSerializer<AuthorizerJson> Serializer =
        new(static (JsonSerializerOptions options) => options.AllowDuplicateProperties = false);

    private static async Task<int> Main()
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
        {
            await Console.Error.WriteLineAsync("AWS_LAMBDA_RUNTIME_API is not set. AWS Lambda starts this program; to run an authorizer on this machine, use \"make serve\"");
            return Failure;
        }

        using var output = new StandardOutput();

        // Our own Runtime API client reports a failed start, because RuntimeSupport would report the exception's type name instead of the
        // documented error type.
        AuthorizerFunction? function;
        var platform = new DotNetPlatform();
        using (var client = new LambdaRuntime.RuntimeApiClient(endpoint, platform.Resolve))
        {
            function = Startup.Create(client, platform, output);
        }

        if (function is null)
        {
            return Failure;
        }

        Func<Stream, ILambdaContext, Stream> handler = (input, context) => Handle(function, input, context);
        using LambdaBootstrap bootstrap = LambdaBootstrapBuilder.Create(handler).Build();
        await bootstrap.RunAsync();
        return 0;
    }

    private static MemoryStream Handle(AuthorizerFunction function, Stream input, ILambdaContext context)
    {
        bool tooLarge = input.Length > LambdaRuntime.RuntimeApiClient.MaxEventBytes;
        var answer = new ArrayBufferWriter<byte>();
        var invocation = new Invocation(
            Encoding.UTF8.GetBytes(context.AwsRequestId),
            Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") ?? string.Empty),
            tooLarge ? [] : Read(input))
        {
            IsTooLarge = tooLarge,
        };
        InvocationOutcome outcome = function.Handle(invocation, answer);
        return outcome.ErrorType switch
        {
            null => TypedAnswer.Write(answer.WrittenMemory, Serializer),
            "Unauthorized" => throw new Unauthorized(),
            { } type => throw new AuthorizerException(type),
        };
    }

    // If an event does not fit the type, the core receives an empty event, which it refuses as unsupported.
    private static byte[] Read(Stream input)
    {
        try
        {
            return Serializer.Deserialize<AuthorizerRequest?>(input)?.ToJson() ?? [];
        }
        catch (JsonSerializerException)
        {
            return [];
        }
    }
}
