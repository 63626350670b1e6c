using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Watches a permissions file while the user edits it.</summary>
/// <param name="changed">Receives the content at the start and after each change.</param>
/// <param name="gone">Called if the file does not exist any more or cannot be read.</param>
internal sealed class PermissionsFile(string path, Func<string, Task> changed, Action gone)
{
    // The number of failed reads before the file counts as gone. These reads take longer than an editor needs to replace a file.
    private const int GoneAfter = 7;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private string? _told;

    /// <summary>Reports the content if it has changed since the last report.</summary>
    /// <returns>A task that completes after the report.</returns>
    public async Task ReadAsync()
    {
        if (TryRead() is { } content && content != _told)
        {
            _told = content;
            await changed(content);
        }
    }

    /// <summary>Watches the file until the operation is cancelled.</summary>
    /// <returns>A task that completes after the cancellation.</returns>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        string? before = _told;
        int missing = 0;
        while (!cancellation.IsCancellationRequested)
        {
            // Reports a content only after two equal reads, because an editor might still be writing the file.
            string? content = TryRead();
            missing = content is null ? missing + 1 : 0;
            if (missing == GoneAfter)
            {
                gone();
            }

            if (content == before)
            {
                await ReadAsync();
            }

            before = content;
            await Task.Delay(Interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Returns null if an editor is replacing the file or has truncated it before writing.
    private string? TryRead()
    {
        try
        {
            return File.ReadAllText(path) is { Length: > 0 } content ? content : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
