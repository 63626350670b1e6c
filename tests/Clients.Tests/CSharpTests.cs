namespace Clients.Tests;

/// <summary>The example in C#.</summary>
/// <param name="stack">What it talks to.</param>
public sealed class CSharpTests(PeopledStackFixture stack) : RetryingClientTests(stack)
{
    private protected override Client Client => Client.CSharp;
}
