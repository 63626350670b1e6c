using Authorizer.Lambda.Hosting;

namespace Authorizer.Static;

/// <summary>The static executable: no OpenSSL, and of the network the Runtime API and loopback alone.</summary>
internal static class Program
{
    private static int Main() => FunctionProcess.Run(new LoopbackPlatform());
}
