using Authorizer.Lambda.Hosting;

namespace Authorizer.Static;

/// <summary>
/// The entry point of the static executable, which has no OpenSSL and connects only to the Runtime API and to loopback addresses.
/// </summary>
internal static class Program
{
    private static int Main() => FunctionProcess.Run(new LoopbackPlatform());
}
