using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>A complete HTTP response to a fetch, of any status.</summary>
internal sealed class FetchedDocument
{
    /// <summary>The HTTP status, 200 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>The complete body, after transfer decoding.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The entity tag, or <see langword="null"/> if it is absent or invalid.</summary>
    public required string? EntityTag { get; init; }
}
