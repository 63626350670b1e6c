using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Checking;
using DevTool.Stack;

namespace DevTool.Serving;

/// <summary>Deploys a saved permissions file or shadow file to the local stack. If the authorizer cannot use the file, reports why.</summary>
/// <param name="name">The name of the file in messages.</param>
/// <param name="log">Receives the messages.</param>
/// <param name="isShadow">Whether the file contains shadow rules, which are compared with each call and never enforced.</param>
internal sealed class PermissionsDeployment(string name, LocalStack stack, CallLog log, bool isShadow = false)
{
    private string? _inForce;
    private bool _toldOfCache;

    /// <summary>Deploys the file if it has no problems.</summary>
    /// <param name="content">The content of the file.</param>
    /// <returns>A task that completes when the file applies to the next call.</returns>
    public async Task DeployAsync(string content)
    {
        string[] problems = Read(content, out int rules);
        if (problems.Length > 0)
        {
            foreach (string problem in problems)
            {
                log.Add(problem, Colour.Red);
            }

            log.Add($"{name} is not deployed; {Unchanged}", Colour.Red);
            return;
        }

        await (isShadow ? stack.DeployShadowAsync(content) : stack.DeployPermissionsAsync(content));
        bool isChange = _inForce is not null && !isShadow;
        _inForce = Plural.Count(rules, isShadow ? "shadow rule" : "rule");
        log.Add($"{name}: {_inForce} {(isShadow ? "evaluated for each call, but never enforced" : "in force")}", Colour.Green);
        if (isChange)
        {
            TellOfCache();
        }
    }

    /// <summary>Reports that the file does not exist any more or is empty, and which rules are in force.</summary>
    public void TellGone() => log.Add($"{name} is missing or empty; {Unchanged}", Colour.Red);

    private string Unchanged => _inForce is null
        ? isShadow ? "no shadow rules are evaluated" : "the rules of the template are still in force"
        : $"the previous version ({_inForce}) is still {(isShadow ? "evaluated" : "in force")}";

    private string[] Read(string content, out int rules)
    {
        rules = 0;
        try
        {
            PermissionsReport report = PermissionsCheck.Check(name, Encoding.UTF8.GetBytes(content), stack.AuthorizerVariables.GetValueOrDefault);
            rules = report.Summary is { } summary ? summary.AllowRules + summary.DenyRules : 0;
            return [.. report.Problems.Select(problem => string.Create(CultureInfo.InvariantCulture, $"{name}:{problem.Line}: {problem.Sentence}"))];
        }
        catch (ConfigurationException unusable)
        {
            return [unusable.Message];
        }
    }

    // Shown only after the first change, because once is enough.
    private void TellOfCache()
    {
        double seconds = stack.AuthorizerResultTtl.TotalSeconds;
        if (!_toldOfCache && seconds > 0)
        {
            _toldOfCache = true;
            log.Add("The next call shows the change, because the gateway's cache was cleared.", Colour.Plain);
            log.Add(string.Create(CultureInfo.InvariantCulture, $"On AWS, API Gateway keeps an answer for up to {seconds} s (CacheSeconds)."), Colour.Plain);
        }
    }
}
