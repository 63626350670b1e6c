using System;
using System.Collections.Generic;

namespace Clients.Tests;

/// <summary>A request of an <c>.http</c> file, before variables are replaced.</summary>
internal sealed record HttpFileRequest
{
    /// <summary>The text after <c>###</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The name by which other requests refer to the response, or <see langword="null"/>.</summary>
    public required string? Name { get; init; }

    /// <summary>The expected status, or <see langword="null"/>.</summary>
    public required int? Expected { get; init; }

    /// <summary>The wait before the request is sent.</summary>
    public required TimeSpan Wait { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>The address.</summary>
    public required string Url { get; init; }

    /// <summary>The header fields.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>The body, which may be empty.</summary>
    public required string Body { get; init; }
}
