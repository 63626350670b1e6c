namespace Clients.Tests;

/// <summary>The example in TypeScript.</summary>
/// <param name="stack">The stack that the client calls.</param>
public sealed class TypeScriptTests(PeopledStackFixture stack) : RetryingClientTests(stack)
{
    private protected override Client Client => Client.TypeScript;
}
