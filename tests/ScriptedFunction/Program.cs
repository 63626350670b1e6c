using System;
using System.Net;
using LambdaRuntime;

namespace ScriptedFunction;

/// <summary>A function that answers what a test told it to, however wrong that is: real authorizers and backends never say such things.</summary>
internal static class Program
{
    private static void Main()
    {
        using var client = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!, Dns.GetHostAddresses);
        InvocationLoop.Run(client, new Script());
    }
}
