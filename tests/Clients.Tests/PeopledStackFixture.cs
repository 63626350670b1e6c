using System.Threading;
using System.Threading.Tasks;
using DevTool.Demo;

namespace Clients.Tests;

/// <summary>The local stack with the demo's users, as <c>make serve</c> starts it.</summary>
public sealed class PeopledStackFixture : StackFixture
{
    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        foreach (DemoUser user in DemoUser.All)
        {
            await user.SignUpAsync(Stack.Users, CancellationToken.None);
        }
    }
}
