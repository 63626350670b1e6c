using System;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>The function from its environment, then the loop of our own Runtime API client; nothing else.</summary>
internal static class FunctionProcess
{
    private const int Success = 0;
    private const int Failure = 1;

    /// <summary>Runs until Lambda ends the process.</summary>
    /// <param name="platform">What this executable brings along.</param>
    /// <returns>The exit code.</returns>
    public static int Run(Platform platform)
    {
        if (platform.Variable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
        {
            Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set: this program is started by AWS Lambda.");
            return Failure;
        }

        // Before anything else opens a descriptor: that is when it can be told whether there is a standard output.
        using var output = new StandardOutput();
        using var client = new RuntimeApiClient(endpoint, platform.Resolve);
        try
        {
            return Startup.Create(client, platform, output) is { } function ? Run(client, function) : Failure;
        }
        catch (RuntimeApiException lost)
        {
            Startup.LastWords(output, "The Runtime API is lost.", lost.Message);
            return Failure;
        }
    }

    private static int Run(RuntimeApiClient client, AuthorizerFunction function)
    {
        InvocationLoop.Run(client, function);
        return Success;
    }
}
