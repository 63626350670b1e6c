using System.Threading.Tasks;

namespace Contract;

/// <summary>Starts authorizers that verify signatures with the managed verifier.</summary>
/// <param name="host">The host that starts the authorizers.</param>
public sealed class ManagedVerifierHost(IAuthorizerHost host) : IAuthorizerHost
{
    public Task<IAuthorizer> StartAsync(AuthorizerOptions options) =>
        host.StartAsync(options.Set("AUTHORIZER_SIGNATURE_VERIFIER", "managed"));
}
