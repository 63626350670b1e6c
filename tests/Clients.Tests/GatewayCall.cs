using System.Globalization;

namespace Clients.Tests;

/// <summary>A call as the gateway saw it.</summary>
/// <param name="Path">The path below the stage.</param>
/// <param name="Status">What was answered.</param>
/// <param name="BodyLength">How long the request's body was, in bytes.</param>
internal sealed record GatewayCall(string Method, string Path, int Status, int BodyLength)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {Method} {Path}");
}
