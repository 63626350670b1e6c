using System;
using System.Collections.Generic;
using System.Net.Http;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Checking;
using DevTool.Comparing;
using DevTool.Explaining;
using DevTool.IdentityProvider;
using DevTool.Routes;
using DevTool.Testing;

namespace DevTool.Playground;

/// <summary>
/// Decides like the authorizer of the local stack, with the code of <c>authz</c>. No data leaves this machine: only keys of the local
/// identity provider are fetched.
/// </summary>
/// <param name="variables">The environment variables of the authorizer.</param>
/// <param name="file">The permissions file.</param>
/// <param name="http">Calls the identity provider.</param>
internal sealed class PlaygroundDecisions(IReadOnlyDictionary<string, string> variables, PlaygroundFile file, UserPool users, HttpClient http)
{
    /// <summary>Stands for the token in an event, so that the page can show, store and share events without the token.</summary>
    public const string TokenPlaceholder = "{token}";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    // The variables that define which tokens the authorizer accepts.
    private static readonly HashSet<string> Trust = ["AUTHORIZER_USER_POOL_IDS", "AUTHORIZER_ISSUERS", "AUTHORIZER_CLIENT_IDS", "AUTHORIZER_JWKS_URIS"];

    private Uri KeysUrl => new(users.Issuer + "/.well-known/jwks.json");

    /// <returns>The decision, or the reason why there is no decision.</returns>
    public async Task<DecisionAnswer> DecideAsync(DecisionRequest request, CancellationToken cancellation)
    {
        byte[] permissions = Encoding.UTF8.GetBytes(request.Permissions);
        IReadOnlyList<Finding> warnings = [];
        try
        {
            PermissionsReport report = PermissionsCheck.Check(file.Name, permissions, Variable);
            if (report.Summary is not { } rules)
            {
                return new DecisionAnswer(Explanation: null, report.Problems, report.Warnings);
            }

            warnings = report.Warnings;
            string? token = TokenPeek.Bare(request.Token);
            string template = request.Event ?? Event(request, token);
            Explanation explanation = Explainer.Explain(new ExplainRequest
            {
                Variables = variable => request.TrustToken && Trust.Contains(variable) ? null : Variable(variable),
                PermissionsName = file.Name,
                Permissions = permissions,
                Event = Encoding.UTF8.GetBytes(template.Replace(TokenPlaceholder, JsonEncodedText.Encode(token ?? string.Empty).ToString(), StringComparison.Ordinal)),
                Token = token,
                Jwks = request.TrustToken ? null : await users.PublishedKeysAsync(http, cancellation),
            });
            Uri? keys = TokenPeek.Claim(token, "iss") == users.Issuer ? KeysUrl : null;
            return new DecisionAnswer(
                explanation,
                [],
                warnings,
                Event: template,
                Command: AuthzCommand.Of(file.ShortPath, request, keys),
                TestCase: TestCaseDraft.Of(file.Name, rules, explanation));
        }
        catch (Exception unusable) when (unusable is ConfigurationException or ToolException)
        {
            return new DecisionAnswer(Explanation: null, [], warnings, unusable.Message);
        }
    }

    /// <summary>Decides each route of the rules for each group.</summary>
    /// <param name="permissions">The permissions file.</param>
    /// <returns>The matrix, or the reason why there is no matrix.</returns>
    public MatrixAnswer Matrix(string permissions)
    {
        try
        {
            return new MatrixAnswer(GroupMatrix.Create(file.Name, new OfflineAuthorizer(file.Name, Encoding.UTF8.GetBytes(permissions), Variable)));
        }
        catch (Exception unusable) when (unusable is ConfigurationException or ToolException)
        {
            return new MatrixAnswer(Matrix: null, unusable.Message);
        }
    }

    /// <summary>Compares two versions of the permissions file.</summary>
    /// <param name="request">The two versions.</param>
    /// <returns>All differences, or the reason why the versions cannot be compared.</returns>
    public ComparisonAnswer Compare(ComparisonRequest request)
    {
        try
        {
            return new ComparisonAnswer(DifferenceReport.Of(
                ("saved", Encoding.UTF8.GetBytes(request.Saved)), ("edited", Encoding.UTF8.GetBytes(request.Edited)), Variable));
        }
        catch (Exception unusable) when (unusable is ConfigurationException or ToolException or DefectException)
        {
            return new ComparisonAnswer(Report: null, unusable.Message);
        }
    }

    /// <summary>Checks whether the authorizer would start with a file.</summary>
    /// <param name="permissions">The file.</param>
    /// <returns>The first problem, or <see langword="null"/> if the authorizer would start.</returns>
    public Finding? FirstProblem(string permissions)
    {
        PermissionsReport report = PermissionsCheck.Check(file.Name, Encoding.UTF8.GetBytes(permissions), Variable);
        return report.Summary is null ? report.Problems[0] : null;
    }

    private string Event(DecisionRequest request, string? token) => RequestSynthesis
        .Create(request.Route ?? string.Empty, token is null ? null : TokenPlaceholder, Variable("AUTHORIZER_TOKEN_SOURCES"), request.Shape)
        .ToJsonString(Readable);

    private string? Variable(string name) => variables.TryGetValue(name, out string? value) ? value : null;
}
