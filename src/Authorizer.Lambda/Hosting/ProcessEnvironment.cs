using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Authorizer.Lambda.Hosting;

/// <summary>
/// Lists the process's environment variables, from the C library's <c>environ</c> (POSIX.1, "Environment Variables").
/// </summary>
/// <remarks>
/// <see cref="Environment.GetEnvironmentVariables()"/> would add 56 KB to the executable. .NET's native function returns <c>environ</c>,
/// because a statically linked executable has no symbol table in which the variable could be looked up.
/// </remarks>
internal static unsafe partial class ProcessEnvironment
{
    /// <summary>Returns the names of the variables, in any order.</summary>
    public static List<string> Names()
    {
        var names = new List<string>();
        for (byte** entry = Entries(); *entry is not null; entry++)
        {
            ReadOnlySpan<byte> variable = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry);
            int equals = variable.IndexOf((byte)'=');
            names.Add(Encoding.UTF8.GetString(equals < 0 ? variable : variable[..equals]));
        }

        return names;
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEnviron")]
    private static partial byte** Entries();
}
