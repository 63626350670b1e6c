using System;
using System.Net;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Hosting;
using Authorizer.Signatures;
using LambdaRuntime;

namespace Authorizer.Static;

/// <summary>
/// The platform of the static executable. It connects only to the Runtime API and to loopback addresses, and has no OpenSSL. The default
/// verifier is <c>managed</c>. If the configuration selects another verifier, the function does not start.
/// </summary>
internal sealed class LoopbackPlatform : Platform
{
    private const string Managed = "managed";

    // Lambda sets this variable to a link-local address, which is not a loopback address. The variable is ignored, so nothing is traced.
    private const string TraceDaemonVariable = "AWS_XRAY_DAEMON_ADDRESS";

    /// <inheritdoc/>
    public override string? Variable(string name) => name switch
    {
        TraceDaemonVariable => null,
        SettingsReader.SignatureVerifierVariable when string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(name)) => Managed,
        _ => Environment.GetEnvironmentVariable(name),
    };

    /// <inheritdoc/>
    public override Rs256 StartPlatformVerifier() => throw EnvironmentVariables.Invalid(
        SettingsReader.SignatureVerifierVariable, $"is platform, and the static variant has no OpenSSL; remove the variable, set it to {Managed}, or deploy the default variant");

    /// <inheritdoc/>
    public override Transport CreateTransport(Settings settings) => new LoopbackTransport();

    /// <inheritdoc/>
    public override IPAddress[] Resolve(string host) => throw new RuntimeApiException(
        $"AWS_LAMBDA_RUNTIME_API has the host name \"{host}\", but the static variant cannot resolve names; use an IP address");
}
