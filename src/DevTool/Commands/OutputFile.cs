using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Commands;

/// <summary>
/// Writes a user's file in place, like a shell redirection. Links are followed, and a device stays a device. A temporary file is not used,
/// because another user could have created a file with its name.
/// </summary>
internal static class OutputFile
{
    /// <exception cref="ToolException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, byte[] text, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllBytesAsync(path, text, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"{path} cannot be written: {error.Message}; name another file", ExitCodes.Configuration);
        }
    }
}
