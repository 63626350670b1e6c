using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Stack;

/// <summary>Deploys the permissions file of the repository to a running stack, first of all and whenever it is saved.</summary>
/// <param name="path">The file.</param>
/// <param name="live">The documents of the stack.</param>
internal sealed class PermissionsFile(string path, LiveDocuments live)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>Follows the file until it is cancelled.</summary>
    /// <param name="changed">Gets the text after each change.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>When it is cancelled.</returns>
    public async Task FollowAsync(Action<string> changed, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            if (TryRead() is { } content && content != live.Permissions)
            {
                live.Permissions = content;
                changed(content);
            }

            await Task.Delay(Interval, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // An editor may be about to write it, or to put another in its place.
    private string? TryRead()
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
