using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>Random variation of times, so that sandboxes that started at the same time do not fetch at the same time.</summary>
internal static class Jitter
{
    /// <summary>Returns a random number between two numbers.</summary>
#pragma warning disable CA5394 // It is harmless if the time of the next fetch is predictable.
    public static double Between(double least, double most) => least + (Random.Shared.NextDouble() * (most - least));
#pragma warning restore CA5394
}
