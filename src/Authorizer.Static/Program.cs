using Authorizer.Lambda.Hosting;

namespace Authorizer.Static;

/// <summary>The static executable: no OpenSSL, and connections only to the Runtime API and to loopback.</summary>
internal static class Program
{
    private static int Main() => FunctionProcess.Run(new LoopbackPlatform());
}
