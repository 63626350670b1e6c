using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Watches a permissions file while it is edited.</summary>
/// <param name="path">The file.</param>
/// <param name="changed">Receives the text at the start and after each change.</param>
/// <param name="gone">Called when the file is gone or cannot be read.</param>
internal sealed class PermissionsFile(string path, Func<string, Task> changed, Action gone)
{
    // Longer than an editor takes to replace a file.
    private const int GoneAfter = 7;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private string? _told;

    /// <summary>Reports the text if it has changed since the last report.</summary>
    /// <returns>Completes after the report.</returns>
    public async Task ReadAsync()
    {
        if (TryRead() is { } content && content != _told)
        {
            _told = content;
            await changed(content);
        }
    }

    /// <summary>Watches the file until it is cancelled.</summary>
    /// <returns>When it is cancelled.</returns>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        string? before = _told;
        int missing = 0;
        while (!cancellation.IsCancellationRequested)
        {
            // An editor may be writing the file: a text is reported only after it was read twice.
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

    // An editor may be replacing the file, or may have truncated it before writing.
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
