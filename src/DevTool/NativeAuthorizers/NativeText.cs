using System.Globalization;
using System.Linq;

namespace DevTool.NativeAuthorizers;

/// <summary>Prints what <c>native</c> found: the result first, then each authorizer, then what remains and why.</summary>
/// <param name="terminal">Where it is printed.</param>
internal sealed class NativeText(Terminal terminal)
{
    /// <summary>Prints a report.</summary>
    /// <param name="report">The report.</param>
    public void Write(NativeReport report)
    {
        int all = report.NativeRoutes + report.Remaining.Count;
        string kind = report.Api == "http" ? "an HTTP API" : "a REST API";
        terminal.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.NativeRoutes} of {all} route{(all == 1 ? string.Empty : "s")} can do without the function: JWT authorizers of {kind} decide them alike"));
        foreach (NativeAuthorizer authorizer in report.Authorizers)
        {
            terminal.Line();
            terminal.Line($"Authorizer {authorizer.Name}", Colour.Bold);
            Line("issuers", authorizer.Issuers.Count == 0 ? "those of AUTHORIZER_USER_POOL_IDS and AUTHORIZER_ISSUERS" : string.Join(", ", authorizer.Issuers));
            Line("audiences", authorizer.Audiences.Count == 0 ? "those of AUTHORIZER_CLIENT_IDS" : string.Join(", ", authorizer.Audiences));
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

        if (report.Remaining.Count > 0)
        {
            terminal.Line();
            terminal.Line("Remain for the function", Colour.Bold);
            foreach (RemainingRoute route in report.Remaining)
            {
                terminal.Line($"  {route.Route}");
                terminal.Line($"    {route.Reason}");
            }
        }
    }

    private void Line(string name, string text) => terminal.Line($"  {name,-9}  {text}");
}
