using System;
using System.Net;
using LambdaRuntime;

namespace ScriptedFunction;

/// <summary>A function that returns the answers of a test. The answers can be invalid, unlike those of real authorizers and backends.</summary>
internal static class Program
{
    private static void Main()
    {
        using var client = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!, Dns.GetHostAddresses);
        InvocationLoop.Run(client, new Script());
    }
}
