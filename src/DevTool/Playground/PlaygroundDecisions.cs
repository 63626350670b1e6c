using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Configuration;
using DevTool.Checking;
using DevTool.Explaining;
using DevTool.IdentityProvider;

namespace DevTool.Playground;

/// <summary>
/// Decides as the authorizer of the local stack would, by what <c>make explain</c> and <c>make check</c> run. Nothing leaves this
/// machine: the only keys fetched are those of the identity provider on it.
/// </summary>
/// <param name="variables">The authorizer's environment.</param>
/// <param name="folder">The folder its executable is in.</param>
/// <param name="users">The user pool on this machine.</param>
/// <param name="http">Talks to the identity provider.</param>
internal sealed class PlaygroundDecisions(IReadOnlyDictionary<string, string> variables, string folder, UserPool users, HttpClient http)
{
    // What takes a token for one of this stack.
    private static readonly HashSet<string> Trust = ["AUTHORIZER_USER_POOL_IDS", "AUTHORIZER_ISSUERS", "AUTHORIZER_CLIENT_IDS", "AUTHORIZER_JWKS_URIS"];

    /// <summary>The permissions file of the running authorizer.</summary>
    public string PermissionsFile { get; } =
        Path.Combine(folder, variables.TryGetValue("AUTHORIZER_PERMISSIONS_FILE", out string? file) ? file : "permissions.json");

    /// <summary>Decides.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="cancellation">Whoever asked went away.</param>
    /// <returns>The decision, or why there is none.</returns>
    public async Task<DecisionAnswer> DecideAsync(DecisionRequest request, CancellationToken cancellation)
    {
        string name = Path.GetFileName(PermissionsFile);
        byte[] permissions = Encoding.UTF8.GetBytes(request.Permissions);
        IReadOnlyList<Finding> warnings = [];
        try
        {
            PermissionsReport report = PermissionsCheck.Check(name, permissions, Variable);
            if (report.Problems.Count > 0)
            {
                return new DecisionAnswer(Explanation: null, report.Problems, [], Error: null);
            }

            warnings = report.Warnings;
            string? token = TokenPeek.Bare(request.Token);
            var explained = new ExplainRequest
            {
                Variables = variable => request.TrustToken && Trust.Contains(variable) ? null : Variable(variable),
                PermissionsName = name,
                Permissions = permissions,
                Event = Encoding.UTF8.GetBytes(request.Event ?? Event(request, token)),
                Token = token,
                Jwks = request.TrustToken ? null : await users.PublishedKeysAsync(http, cancellation),
            };
            return new DecisionAnswer(Explainer.Explain(explained), [], warnings, Error: null);
        }
        catch (Exception unusable) when (unusable is ConfigurationException or ToolException)
        {
            return new DecisionAnswer(Explanation: null, [], warnings, unusable.Message);
        }
    }

    private string Event(DecisionRequest request, string? token) =>
        RequestSynthesis.Create(request.Route ?? string.Empty, token, Variable("AUTHORIZER_TOKEN_SOURCES"), request.Shape).ToJsonString();

    private string? Variable(string name) => variables.TryGetValue(name, out string? value) ? value : null;
}
