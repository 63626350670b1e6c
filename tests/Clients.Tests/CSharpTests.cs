namespace Clients.Tests;

/// <summary>The example in C#.</summary>
/// <param name="stack">The stack that the client calls.</param>
public sealed class CSharpTests(PeopledStackFixture stack) : RetryingClientTests(stack)
{
    private protected override Client Client => Client.CSharp;
}
