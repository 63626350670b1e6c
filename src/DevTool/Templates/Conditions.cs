using System;
using System.Collections.Generic;
using System.Linq;

namespace DevTool.Templates;

/// <summary>Evaluates conditions (CloudFormation User Guide: "Condition functions").</summary>
/// <param name="declarations">The section of the template.</param>
/// <param name="evaluate">Evaluates an operand.</param>
/// <param name="inRules">Whether the conditions belong to rules, which support more functions.</param>
internal sealed class Conditions(TemplateMap declarations, Func<TemplateValue, TemplateValue> evaluate, TemplateErrors errors, bool inRules = false)
{
    private readonly HashSet<string> _underWay = [];

    /// <summary>Whether a function returns a truth value.</summary>
    /// <param name="function">The long name of the function.</param>
    public static bool IsConditionFunction(string function) => function is "Fn::Equals" or "Fn::Not" or "Fn::And" or "Fn::Or" or "Condition";

    /// <summary>Evaluates a condition.</summary>
    /// <param name="value">The condition: a call of a condition function.</param>
    public bool Holds(TemplateValue value)
    {
        if (value is TemplateMap { Members: [{ Name: var function } member] } && (IsConditionFunction(function) || (inRules && IsRuleFunction(function))))
        {
            return Evaluate(function, member.Value, value.Line);
        }

        errors.Add(value.Line, $"a condition must consist of Fn::Equals, Fn::Not, Fn::And, Fn::Or and {(inRules ? "Fn::Contains, Fn::EachMemberIn, Fn::EachMemberEquals" : "Condition")}");
        return false;
    }

    /// <summary>Evaluates a condition by its name.</summary>
    /// <param name="name">The name of the condition, and the line that uses it.</param>
    public bool Holds(TemplateText name)
    {
        if (declarations.Find(name.Text) is not { } declaration)
        {
            errors.Add(name.Line, $"there is no condition \"{name.Text}\"; correct the name, or declare it under Conditions");
            return false;
        }

        if (!_underWay.Add(name.Text))
        {
            errors.Add(declaration.Line, $"the condition \"{name.Text}\" depends on itself; remove the cycle");
            return false;
        }

        bool holds = Holds(declaration.Value);
        _ = _underWay.Remove(name.Text);
        return holds;
    }

    /// <summary>Calls a condition function.</summary>
    /// <param name="function">The long name of the function.</param>
    /// <param name="line">The line of the call, for errors.</param>
    public bool Evaluate(string function, TemplateValue argument, int line)
    {
        IReadOnlyList<TemplateValue> operands = argument is TemplateList list ? list.Items : [];
        switch (function)
        {
            case "Condition" when argument is TemplateText name:
                return Holds(name);
            case "Fn::Equals" when operands is [var left, var right]:
                return AreEqual(evaluate(left), evaluate(right));
            case "Fn::Not" when operands is [var operand]:
                return !Holds(operand);
            case "Fn::And" when operands.Count is >= 2 and <= 10:
                return operands.All(Holds);
            case "Fn::Or" when operands.Count is >= 2 and <= 10:
                return operands.Any(Holds);
            case "Fn::Contains" when operands is [var members, var text]:
                return Items(members).Any(item => AreEqual(item, evaluate(text)));
            case "Fn::EachMemberEquals" when operands is [var members, var text]:
                return Items(members).All(item => AreEqual(item, evaluate(text)));
            case "Fn::EachMemberIn" when operands is [var members, var others]:
                return Items(members).All(item => Items(others).Any(other => AreEqual(item, other)));
            default:
                errors.Add(line, $"{function} has the wrong operands; see the CloudFormation user guide, condition functions");
                return false;
        }
    }

    private static bool AreEqual(TemplateValue left, TemplateValue right) =>
        left is TemplateText { Text: var first } && right is TemplateText { Text: var second } && first == second;

    // CloudFormation User Guide: "Rule-specific intrinsic functions". Functions that read lists from AWS, such as Fn::RefAll, need an AWS
    // account.
    private static bool IsRuleFunction(string function) => function is "Fn::Contains" or "Fn::EachMemberEquals" or "Fn::EachMemberIn";

    private IReadOnlyList<TemplateValue> Items(TemplateValue list) => evaluate(list) is TemplateList { Items: var items } ? items : [];
}
