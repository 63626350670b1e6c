using System;
using System.IO;
using System.Runtime.InteropServices;

namespace Authorizer.NativeTests;

/// <summary>Where <c>make publish</c> puts the native binaries.</summary>
internal static class NativeBinary
{
    private static readonly string Architecture = RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "x64";

    /// <summary>The root of the repository: the nearest folder above that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The authorizer.</summary>
    public static string Bootstrap { get; } = Find($"artifacts/linux-{Architecture}/bootstrap");

    private static string Find(string path)
    {
        string full = Path.Combine(Root, path);
        return File.Exists(full) ? full : throw new FileNotFoundException($"{path} is not there: run make publish first.");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Authorizer.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
