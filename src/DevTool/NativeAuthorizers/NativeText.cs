using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DevTool.NativeAuthorizers;

/// <summary>Prints the report of <c>native</c>: first the result, then each authorizer, then the remaining routes and the reasons for them.</summary>
/// <param name="terminal">The output.</param>
internal sealed class NativeText(Terminal terminal)
{
    public void Write(NativeReport report)
    {
        int all = report.NativeRoutes + report.Remaining.Count;
        string kind = report.Api == "http" ? "an HTTP API" : "a REST API";
        terminal.Text(report.NativeRoutes == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{all} of {Plural.Count(all, "route")} {(all == 1 ? "needs" : "need")} the function")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{report.NativeRoutes} of {Plural.Count(all, "route")} {(report.NativeRoutes == 1 ? "does" : "do")} not need the function: JWT authorizers of {kind} make the same decisions"));
        foreach (NativeAuthorizer authorizer in report.Authorizers)
        {
            terminal.Line();
            terminal.Line($"Authorizer {authorizer.Name}", Colour.Bold);
            Lines("issuer", authorizer.Issuers.Count == 0 ? ["those of AUTHORIZER_USER_POOL_IDS and AUTHORIZER_ISSUERS"] : authorizer.Issuers);
            Lines("audience", authorizer.Audiences.Count == 0 ? ["those of AUTHORIZER_CLIENT_IDS"] : authorizer.Audiences);
            Line("token", $"header {authorizer.TokenHeader}");
            foreach (NativeClaim claim in authorizer.Claims)
            {
                Line("claim", $"{claim.Name} is {string.Join(" or ", claim.Values)} ({claim.Format}, required)");
            }

            foreach (NativeMethod method in authorizer.Methods)
            {
                string scopes = method.Scopes.Count == 0 ? string.Empty : $", scope {string.Join(" or ", method.Scopes)}";
                Line("method", $"{method.Method} {method.Path}{scopes} (rule {string.Join(", ", method.Rules.Select(rule => $"\"{rule}\""))})");
            }
        }

        if (report.NativeRoutes > 0)
        {
            terminal.Line();
            terminal.Line("What changes on these routes", Colour.Bold);
            terminal.Text("  a token without Bearer is accepted, and paths need not be canonical");
            terminal.Text("  API Gateway has its own clock tolerance, and accepts a removed key for two hours");
            terminal.Text("  the backend finds the claims in another place, and refusals have no reason");
        }

        if (report.Remaining.Count > 0)
        {
            terminal.Line();
            terminal.Line("Routes that the function must still decide", Colour.Bold);
            foreach (RemainingRoute route in report.Remaining)
            {
                terminal.Line($"  {route.Route}");
                terminal.Text($"    {route.Reason}", hanging: 0);
            }
        }
    }

    private void Lines(string name, IReadOnlyList<string> texts)
    {
        foreach (string text in texts)
        {
            Line(name, text);
        }
    }

    private void Line(string name, string text) => terminal.Text($"  {name,-8}  {text}", hanging: 10);
}
