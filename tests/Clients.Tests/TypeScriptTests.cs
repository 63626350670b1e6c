namespace Clients.Tests;

/// <summary>The example in TypeScript.</summary>
/// <param name="stack">What it talks to.</param>
public sealed class TypeScriptTests(PeopledStackFixture stack) : RetryingClientTests(stack)
{
    private protected override Client Client => Client.TypeScript;
}
