using System;

namespace Mutation;

/// <summary>Mutation testing cannot continue.</summary>
/// <param name="message">The reason.</param>
internal sealed class MutationException(string message) : Exception(message);
