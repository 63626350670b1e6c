using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Authorizer.Lambda.Native;

/// <summary>The names of the process's environment variables.</summary>
/// <remarks>
/// <see cref="Environment.GetEnvironmentVariables()"/> copies all names and values into a dictionary and then into a table, which takes
/// 40 µs of each cold start with 40 variables. Asking .NET's native part for them, as it does itself, takes 1.4 µs.
/// </remarks>
internal static unsafe partial class ProcessEnvironment
{
    private const string Native = "libSystem.Native";

    /// <summary>The names that begin with a prefix.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <returns>The names, in no order.</returns>
    public static List<string> NamesWith(ReadOnlySpan<byte> prefix)
    {
        var names = new List<string>();
        byte** environment = SystemNative_GetEnviron();
        for (byte** entry = environment; *entry is not null; entry++)
        {
            ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry);
            if (text.StartsWith(prefix))
            {
                int equals = text.IndexOf((byte)'=');
                names.Add(Encoding.UTF8.GetString(equals < 0 ? text : text[..equals]));
            }
        }

        SystemNative_FreeEnviron(environment);
        return names;
    }

#pragma warning disable IDE1006 // The names are .NET's own.
    [LibraryImport(Native)]
    private static partial byte** SystemNative_GetEnviron();

    [LibraryImport(Native)]
    private static partial void SystemNative_FreeEnviron(byte** environment);
#pragma warning restore IDE1006
}
