using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Commands;

/// <summary>Reads a user's file or standard input. The size is limited, because some files, such as <c>/dev/zero</c>, never end.</summary>
internal static class InputFile
{
    // CloudFormation accepts templates up to 1 MiB. OpenAPI documents of large APIs have a few MiB.
    private const int MaxMebibytes = 64;
    private const int BufferBytes = 1 << 16;

    /// <summary>Reads a file.</summary>
    /// <exception cref="ToolException">The file cannot be read, or is too large.</exception>
    public static async Task<byte[]> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using FileStream file = File.OpenRead(path);
            return await ReadAsync(file, path, cancellation);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ToolException($"{path} cannot be read: {error.Message}; name another file", ExitCodes.Configuration);
        }
    }

    /// <summary>Reads standard input.</summary>
    /// <exception cref="ToolException">The input is too large.</exception>
    public static async Task<byte[]> ReadStandardInputAsync(CancellationToken cancellation)
    {
        await using Stream input = Console.OpenStandardInput();
        return await ReadAsync(input, "standard input", cancellation);
    }

    private static async Task<byte[]> ReadAsync(Stream input, string name, CancellationToken cancellation)
    {
        var content = new MemoryStream();
        byte[] buffer = new byte[BufferBytes];
        while (await input.ReadAsync(buffer, cancellation) is > 0 and var count)
        {
            await content.WriteAsync(buffer.AsMemory(0, count), cancellation);
            if (content.Length > MaxMebibytes << 20)
            {
                throw new ToolException($"{name} is larger than {MaxMebibytes} MiB; name another file", ExitCodes.Configuration);
            }
        }

        return content.ToArray();
    }
}
