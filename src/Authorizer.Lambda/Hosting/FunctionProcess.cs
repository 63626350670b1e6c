using System;
using Authorizer.Lambda.Telemetry;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>Creates the function from the environment and runs the invocation loop of our own Runtime API client.</summary>
internal static class FunctionProcess
{
    private const int Success = 0;
    private const int Failure = 1;

    /// <summary>Runs until Lambda ends the process.</summary>
    /// <returns>The exit code: 0 after a normal end, 1 after a failed start or if the connection to the Runtime API is lost.</returns>
    public static int Run(Platform platform)
    {
        if (platform.Variable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
        {
            Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set. AWS Lambda starts this program; to run it on this machine, use \"make serve\"");
            return Failure;
        }

        // The output is created first, because its constructor checks descriptor 1. If the process has no standard output, another file or
        // socket could use this descriptor later.
        using var output = new StandardOutput();
        using var client = new RuntimeApiClient(endpoint, platform.Resolve);
        try
        {
            return Startup.Create(client, platform, output) is { } function ? Run(client, function) : Failure;
        }
        catch (RuntimeApiException lost)
        {
            Startup.LogFatal(output, "The connection to the Runtime API was lost.", lost.Message);
            return Failure;
        }
    }

    private static int Run(RuntimeApiClient client, AuthorizerFunction function)
    {
        InvocationLoop.Run(client, function);
        return Success;
    }
}
