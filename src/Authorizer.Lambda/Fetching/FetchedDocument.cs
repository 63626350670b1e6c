using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>A complete HTTP response to a fetch, of any status.</summary>
internal sealed class FetchedDocument
{
    /// <summary>The HTTP status, 200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>The body, whole and free of any transfer coding.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The entity tag; <see langword="null"/> if there is none that is valid.</summary>
    public required string? EntityTag { get; init; }
}
