using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;

namespace Authorizer.Lambda.Hosting;

/// <summary>The names of the process's environment variables, from the C library's <c>environ</c> (POSIX.1, "Environment Variables").</summary>
/// <remarks><see cref="Environment.GetEnvironmentVariables()"/> would add 56 KB to the executable.</remarks>
internal static unsafe class ProcessEnvironment
{
    /// <summary>The names, in no order.</summary>
    public static List<string> Names()
    {
        var names = new List<string>();
        byte** entry = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        for (; *entry is not null; entry++)
        {
            ReadOnlySpan<byte> variable = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry);
            int equals = variable.IndexOf((byte)'=');
            names.Add(Encoding.UTF8.GetString(equals < 0 ? variable : variable[..equals]));
        }

        return names;
    }
}
