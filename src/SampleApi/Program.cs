using System;
using System.Net;
using LambdaRuntime;

namespace SampleApi;

/// <summary>The entry point of the sample backend, which returns the caller's identity as it receives it from the authorizer.</summary>
internal static class Program
{
    private static int Main()
    {
        if (Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API") is not { Length: > 0 } endpoint)
        {
            Console.Error.WriteLine("AWS_LAMBDA_RUNTIME_API is not set; start this program with AWS Lambda, or with make serve");
            return 1;
        }

        using var client = new RuntimeApiClient(endpoint, Dns.GetHostAddresses);
        try
        {
            InvocationLoop.Run(client, new SampleFunction());
            return 0;
        }
        catch (RuntimeApiException lost)
        {
            Console.Error.WriteLine(lost.Message);
            return 1;
        }
    }
}
