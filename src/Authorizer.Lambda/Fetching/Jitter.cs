using System;

namespace Authorizer.Lambda.Fetching;

/// <summary>Chance, so that sandboxes which started together do not come back together.</summary>
internal static class Jitter
{
    /// <summary>A number somewhere between two others.</summary>
    /// <param name="least">The least.</param>
    /// <param name="most">The most.</param>
#pragma warning disable CA5394 // Nothing is lost when the moment of the next fetch is guessed.
    public static double Between(double least, double most) => least + (Random.Shared.NextDouble() * (most - least));
#pragma warning restore CA5394
}
