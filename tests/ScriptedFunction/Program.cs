using System;
using System.Net;
using LambdaRuntime;

namespace ScriptedFunction;

/// <summary>A function that returns a test's answers, including wrong ones that real authorizers and backends never send.</summary>
internal static class Program
{
    private static void Main()
    {
        using var client = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!, Dns.GetHostAddresses);
        InvocationLoop.Run(client, new Script());
    }
}
