using System;
using System.IO;
using System.Runtime.InteropServices;
using Contract;

namespace Authorizer.NativeTests;

/// <summary>The native binaries of <c>make publish</c>.</summary>
internal static class NativeBinary
{
    /// <summary>The architecture of this machine, as written in .NET's runtime identifiers.</summary>
    public static string Architecture { get; } =
        RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";

    /// <summary>
    /// The path of the host on Amazon's packages, from the variable <c>AMAZON_BOOTSTRAP</c>. If the variable is set, this host is tested
    /// instead of the default host.
    /// </summary>
    public static string? Amazon { get; } = Environment.GetEnvironmentVariable("AMAZON_BOOTSTRAP");

    /// <summary>The path of the tested authorizer.</summary>
    public static string Bootstrap { get; } = Amazon ?? Find($"artifacts/linux-{Architecture}/bootstrap");

    /// <summary>The path of the static variant of the authorizer, or of the program that the variable <c>STATIC_BOOTSTRAP</c> names.</summary>
    public static string StaticBootstrap { get; } =
        Environment.GetEnvironmentVariable("STATIC_BOOTSTRAP") ?? Find($"artifacts/static-linux-{Architecture}/bootstrap");

    private static string Find(string path)
    {
        string full = Path.Combine(Repository.Root, path);
        return File.Exists(full) ? full : throw new FileNotFoundException($"{path} is not there: run make publish first.");
    }
}
