using System.Collections.Generic;

namespace DevTool.Templates;

/// <summary>Checks the section <c>Rules</c>. CloudFormation refuses some combinations of parameters before it creates any resource.</summary>
/// <param name="conditions">Evaluates the conditions of rules.</param>
internal sealed class TemplateRules(Conditions conditions, TemplateErrors errors)
{
    /// <summary>Adds an error for each assertion that is false.</summary>
    /// <param name="rules">The section <c>Rules</c>.</param>
    public void Check(TemplateMap rules)
    {
        foreach (TemplateMember rule in rules.Members)
        {
            if (rule.Value is not TemplateMap map || map.Find("Assertions")?.Value is not TemplateList { Items: var assertions })
            {
                errors.Add(rule.Line, $"the rule {rule.Name} must have a list of Assertions");
            }
            else if (map.Find("RuleCondition") is not { } condition || conditions.Holds(condition.Value))
            {
                Check(rule, assertions);
            }
        }
    }

    private void Check(TemplateMember rule, IReadOnlyList<TemplateValue> assertions)
    {
        foreach (TemplateValue assertion in assertions)
        {
            if ((assertion as TemplateMap)?.Find("Assert") is not { } assert)
            {
                errors.Add(assertion.Line, $"each assertion of the rule {rule.Name} must have an Assert");
            }
            else if (!conditions.Holds(assert.Value))
            {
                string broken = (assertion as TemplateMap)?.Find("AssertDescription")?.Value is TemplateText { Text: var description }
                    ? description.TrimEnd('.') : $"an assertion of the rule {rule.Name} does not hold";
                errors.Add(assertion.Line, $"CloudFormation would refuse these parameters: {broken}; change them with --parameter");
            }
        }
    }
}
