using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Authorizer.Lambda.Hosting;

/// <summary>The names of the process's environment variables, as Linux gives them (proc(5): <c>/proc/pid/environ</c>).</summary>
/// <remarks><see cref="Environment.GetEnvironmentVariables()"/> would add 56 KB to the executable.</remarks>
internal static class ProcessEnvironment
{
    // Lambda allows variables of 4 KB; its own have 2 KB.
    private const int InitialBytes = 16 * 1024;

    /// <summary>The names, in no order.</summary>
    /// <exception cref="IOException">There is no <c>/proc</c>.</exception>
    public static List<string> Names()
    {
        // Files of /proc do not tell how long they are.
        using SafeFileHandle file = File.OpenHandle("/proc/self/environ");
        byte[] buffer = new byte[InitialBytes];
        int length = 0;
        for (int read; (read = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0;)
        {
            length += read;
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }

        var names = new List<string>();
        ReadOnlySpan<byte> environment = buffer.AsSpan(0, length);
        foreach (Range variable in environment.Split((byte)0))
        {
            ReadOnlySpan<byte> text = environment[variable];
            int equals = text.IndexOf((byte)'=');
            names.Add(Encoding.UTF8.GetString(equals < 0 ? text : text[..equals]));
        }

        return names;
    }
}
