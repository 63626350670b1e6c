using System;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using Contract;

namespace Authorizer.NativeTests.Keys;

/// <summary>The library <c>shim.c</c>. It is compiled with the C compiler that <c>make publish</c> also needs.</summary>
internal static class SystemCallShim
{
    private static readonly Lazy<string> Compiled = new(Compile);

    /// <summary>The value of <c>LD_PRELOAD</c>.</summary>
    public static string Path => Compiled.Value;

    private static string Compile()
    {
        string source = System.IO.Path.Combine(Repository.Root, "tests/Authorizer.NativeTests/Keys/shim.c");
        string library = System.IO.Path.Combine(AppContext.BaseDirectory, "shim.so");
        foreach (string compiler in (string[])["cc", "gcc", "clang"])
        {
            try
            {
                using Process process = Process.Start(compiler, ["-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library, source, "-ldl"]);
                process.WaitForExit();
                return process.ExitCode == 0 ? library : throw new InvalidOperationException($"{compiler} cannot compile {source}");
            }
            catch (Win32Exception)
            {
                // This compiler is not installed. The next one is tried.
            }
        }

        throw new FileNotFoundException("no C compiler: run make publish, which installs one.");
    }
}
