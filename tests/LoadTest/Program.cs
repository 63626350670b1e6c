namespace LoadTest;

/// <summary>The load test: cold starts and load of the published authorizer and of its peers, on this machine.</summary>
internal static class Program
{
    // Synchronous on purpose: the kernel ends a sandbox when the thread that started it ends, so the main thread must start it.
    private static int Main(string[] arguments) => LoadTestCommand.Create().Parse(arguments).Invoke();
}
