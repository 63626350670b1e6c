using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Follows a permissions file while it is edited.</summary>
/// <param name="path">The file.</param>
/// <param name="changed">Gets the text, first of all and whenever another was saved.</param>
/// <param name="gone">Is told when there is no file any more, or none that can be read.</param>
internal sealed class PermissionsFile(string path, Func<string, Task> changed, Action gone)
{
    // An editor that replaces the file needs less.
    private const int GoneAfter = 7;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private string? _told;

    /// <summary>Tells the text if it is another than was told last.</summary>
    /// <returns>When it is told.</returns>
    public async Task ReadAsync()
    {
        if (TryRead() is { } content && content != _told)
        {
            _told = content;
            await changed(content);
        }
    }

    /// <summary>Follows the file until it is cancelled.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>When it is cancelled.</returns>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        string? before = _told;
        int missing = 0;
        while (!cancellation.IsCancellationRequested)
        {
            // An editor may be in the middle of writing the file: only a text that is found twice is told.
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

    // An editor may also be about to put another file in its place, or have emptied it first.
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
