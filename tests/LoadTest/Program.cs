namespace LoadTest;

/// <summary>The load test. It measures cold starts and load of the published authorizer and of its peers on this machine.</summary>
internal static class Program
{
    // This method is not asynchronous, because the main thread must start the sandboxes. The kernel ends a sandbox when the thread that started
    // it ends.
    private static int Main(string[] arguments) => LoadTestCommand.Create().Parse(arguments).Invoke();
}
