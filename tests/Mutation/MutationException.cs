using System;

namespace Mutation;

/// <summary>Mutation testing cannot go on.</summary>
/// <param name="message">Why.</param>
internal sealed class MutationException(string message) : Exception(message);
