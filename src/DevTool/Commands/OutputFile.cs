using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Commands;

/// <summary>
/// Writes a file that a user named, in place, as a shell's redirection does: a link is followed, a device stays one, and there is no second
/// file whose name another user could have taken before.
/// </summary>
internal static class OutputFile
{
    /// <summary>Writes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
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
