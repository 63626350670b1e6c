using System;
using System.Buffers;
using System.Text;
using Authorizer.Claims;
using Authorizer.Configuration;
using Authorizer.Hosting;
using Authorizer.Keys;
using Authorizer.Keys.Fetching;
using Authorizer.Permissions;
using Authorizer.Responses;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer;

/// <summary>Settings, then rules and keys, then the loop; nothing else.</summary>
internal static class Program
{
    private const int Success = 0;
    private const int Failure = 1;

    private static int Main()
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
        {
            Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set: this program is started by AWS Lambda.");
            return Failure;
        }

        using var client = new RuntimeApiClient(endpoint);
        try
        {
            return Start(client) is { } function ? Run(client, function) : Failure;
        }
        catch (RuntimeApiException lost)
        {
            Console.Error.WriteLine(lost.Message);
            return Failure;
        }
    }

    private static int Run(RuntimeApiClient client, AuthorizerFunction function)
    {
        InvocationLoop.Run(client, function);
        return Success;
    }

    private static AuthorizerFunction? Start(RuntimeApiClient client)
    {
        try
        {
            Settings settings = SettingsReader.Read(Environment.GetEnvironmentVariable, AppContext.BaseDirectory);
            var log = new Log(Console.OpenStandardOutput(), settings.LogLevel);
            var keys = new KeyRing(settings, new JwksFetcher(settings.JwksTimeoutMilliseconds, settings.TlsRootsFile, log));
            keys.StartPrefetch(Moment.Now);

            var claims = new ClaimNames();
            var rules = new RuleSet(PermissionsReader.ReadFile(settings), claims);
            var context = new ContextWriter(settings, claims);
            var pipeline = new AuthorizationPipeline(settings, keys, rules, claims);

            // Before the first poll: between invocations the sandbox may be frozen, and a fetch with it.
            keys.AwaitPrefetch();
            return new AuthorizerFunction(pipeline, new AnswerWriter(settings, context), keys, log);
        }
        catch (ConfigurationException invalid)
        {
            var error = new ArrayBufferWriter<byte>();
            ErrorObject.Write(ConfigurationException.ErrorType, Encoding.UTF8.GetBytes(invalid.Message), error);
            client.ReportInitError(ConfigurationException.ErrorType, error.WrittenSpan);
            Console.Error.WriteLine(invalid.Message);
            return null;
        }
    }
}
