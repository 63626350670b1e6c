using System;

namespace Authorizer.Fetching;

/// <summary>How a fetch ended: with an answer of any status, or with a problem.</summary>
internal sealed class FetchedDocument
{
    /// <summary>Why there is no answer, in one sentence; <see langword="null"/> where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>The HTTP status, 200 to 599; 0 where there is no answer.</summary>
    public int Status { get; init; }

    /// <summary>The answer's body, whole and free of any transfer coding.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The answer's entity tag, fit to be sent back, or <see langword="null"/>.</summary>
    public string? EntityTag { get; init; }
}
