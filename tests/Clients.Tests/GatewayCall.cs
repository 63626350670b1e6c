using System.Globalization;

namespace Clients.Tests;

/// <summary>A call that the gateway received.</summary>
/// <param name="Path">The path below the stage.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="BodyLength">The length of the request's body, in bytes.</param>
internal sealed record GatewayCall(string Method, string Path, int Status, int BodyLength)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {Method} {Path}");
}
