using Authorizer.Lambda.Hosting;

namespace Authorizer.Lambda;

/// <summary>The default executable: the platform's OpenSSL, and the whole network.</summary>
internal static class Program
{
    private static int Main() => FunctionProcess.Run(new OpenSslPlatform());
}
