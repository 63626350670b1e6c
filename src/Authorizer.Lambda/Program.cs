using System;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Hosting;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Lambda;

/// <summary>The default host: the function from its environment, then the loop of our own Runtime API client; nothing else.</summary>
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
            return Startup.Create(client, StartPlatform, output) is { } function ? Run(client, function) : Failure;
        }
        catch (RuntimeApiException lost)
        {
            Startup.LastWords(output, "The Runtime API is lost.", lost.Message);
            return Failure;
        }
    }

    private static OpenSslRs256 StartPlatform(Settings settings)
    {
        if (settings.SignatureVerifier == SignatureVerifier.Platform)
        {
            OpenSslWithoutTls.Start();
        }

        return new OpenSslRs256();
    }

    private static int Run(RuntimeApiClient client, AuthorizerFunction function)
    {
        InvocationLoop.Run(client, function);
        return Success;
    }
}
