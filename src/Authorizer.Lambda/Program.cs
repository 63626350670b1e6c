using Authorizer.Lambda.Hosting;

namespace Authorizer.Lambda;

/// <summary>The entry point of the default executable.</summary>
internal static class Program
{
    private static int Main() => FunctionProcess.Run(new OpenSslPlatform());
}
