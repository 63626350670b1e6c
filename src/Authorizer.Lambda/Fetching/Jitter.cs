using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>Random variation, so that sandboxes that started together do not fetch together.</summary>
internal static class Jitter
{
    /// <summary>A random number between two others.</summary>
#pragma warning disable CA5394 // The time of the next fetch may be predictable.
    public static double Between(double least, double most) => least + (Random.Shared.NextDouble() * (most - least));
#pragma warning restore CA5394
}
