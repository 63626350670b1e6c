using System;
using System.Buffers;
using System.IO;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Hosting;
using Authorizer.Keys;
using Authorizer.Responses;
using Authorizer.Telemetry;
using LambdaRuntime;

namespace Authorizer;

/// <summary>The function from its environment, then the loop; nothing else.</summary>
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

        // Before anything else opens a descriptor: that is when it can be told whether there is a standard output.
        using var output = new StandardOutput();
        using var client = new RuntimeApiClient(endpoint);
        try
        {
            return Start(client, output) is { } function ? Run(client, function) : Failure;
        }
        catch (RuntimeApiException lost)
        {
            LastWords(output, "The Runtime API is lost.", lost.Message);
            return Failure;
        }
    }

    private static int Run(RuntimeApiClient client, AuthorizerFunction function)
    {
        InvocationLoop.Run(client, function);
        return Success;
    }

    private static AuthorizerFunction? Start(RuntimeApiClient client, Stream output)
    {
        try
        {
            return AuthorizerFunction.Create(Environment.GetEnvironmentVariable, AppContext.BaseDirectory, output, () => Moment.Now);
        }
        catch (ConfigurationException invalid)
        {
            var error = new ArrayBufferWriter<byte>();
            ErrorObject.Write(ConfigurationException.ErrorType, Encoding.UTF8.GetBytes(invalid.Message), error);
            client.ReportInitError(ConfigurationException.ErrorType, error.WrittenSpan);
            LastWords(output, "The configuration is invalid.", invalid.Message);
            return null;
        }
    }

    private static void LastWords(Stream output, string message, string problem) =>
        new Log(output, LogLevel.Fatal).Write(LogLevel.Fatal, message, ("problem", problem));
}
