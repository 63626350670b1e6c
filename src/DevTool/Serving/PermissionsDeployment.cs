using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Authorizer.Options;
using DevTool.Checking;
using DevTool.Stack;

namespace DevTool.Serving;

/// <summary>Puts a saved permissions file in force on the local stack, or says why the authorizer cannot use it.</summary>
/// <param name="name">What messages call the file.</param>
/// <param name="stack">The stack.</param>
/// <param name="log">Where messages go.</param>
internal sealed class PermissionsDeployment(string name, LocalStack stack, CallLog log)
{
    private string? _inForce;
    private bool _toldOfCache;

    /// <summary>Deploys the file unless it has problems.</summary>
    /// <param name="content">The file.</param>
    /// <returns>When the next call is decided by it.</returns>
    public async Task DeployAsync(string content)
    {
        string[] problems = Read(content, out int rules);
        if (problems.Length > 0)
        {
            foreach (string problem in problems)
            {
                log.Add(problem, Colour.Red);
            }

            log.Add($"{name} is not deployed; {InForce} stay in force", Colour.Red);
            return;
        }

        await stack.DeployPermissionsAsync(content);
        bool isChange = _inForce is not null;
        _inForce = string.Create(CultureInfo.InvariantCulture, $"{rules} rule{(rules == 1 ? string.Empty : "s")}");
        log.Add($"{name}: {_inForce} in force", Colour.Green);
        if (isChange)
        {
            TellOfCache();
        }
    }

    /// <summary>Says that the file is gone, and what is in force.</summary>
    public void TellGone() => log.Add($"{name} is gone, or empty; {InForce} stay in force", Colour.Red);

    private string InForce => _inForce ?? "the rules of the template";

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

    // Once is enough: who edits often knows it by then.
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
