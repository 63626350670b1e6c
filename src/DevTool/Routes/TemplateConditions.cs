using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Authorizer.Options;
using DevTool.Templates;

namespace DevTool.Routes;

/// <summary>
/// Finds the parts of a template that exist with the given parameter values or their defaults. The <c>Condition</c> of a resource and the
/// branches of <c>Fn::If</c> are evaluated. Other functions are not evaluated.
/// </summary>
internal sealed partial class TemplateConditions
{
    private const string If = "Fn::If";
    private const string Reference = "Ref";

    private readonly string _file;
    private readonly TemplateMap? _conditions;
    private readonly TemplateMap? _declarations;
    private readonly TemplateSections _sections;
    private readonly IReadOnlyDictionary<string, string> _given;
    private readonly Dictionary<string, bool> _known = [];

    /// <summary>Reads the conditions of a template.</summary>
    /// <param name="file">The name of the template in messages.</param>
    /// <param name="given">Values that replace defaults. A name that this template does not declare belongs to another template.</param>
    public TemplateConditions(string file, TemplateMap template, IReadOnlyDictionary<string, string> given)
    {
        (_file, _given) = (file, given);
        _sections = TemplateSections.Of(template, new TemplateErrors(file));
        (_conditions, _declarations) = (template.Find("Conditions")?.Value as TemplateMap, template.Find("Parameters")?.Value as TemplateMap);
    }

    /// <summary>The parameters that the template declares.</summary>
    public IEnumerable<string> Parameters => _declarations?.Members.Select(member => member.Name) ?? [];

    /// <summary>Whether a condition is true.</summary>
    /// <param name="name">The name of the condition, and the line that uses it.</param>
    /// <exception cref="ConfigurationException">The condition does not exist, or needs a parameter without a value.</exception>
    public bool Holds(TemplateText name)
    {
        if (!_known.TryGetValue(name.Text, out bool holds))
        {
            // Only parameters that the condition depends on need values.
            HashSet<string> needed = [];
            Collect(_conditions?.Find(name.Text)?.Value, needed, []);
            TemplateMember[] declarations = [.. (_declarations?.Members ?? []).Where(member => needed.Contains(member.Name))];
            var errors = new TemplateErrors(_file);
            IReadOnlyDictionary<string, TemplateValue> values = ParameterReader.Read(
                new TemplateMap(declarations, _declarations?.Line ?? 1), _given.Where(pair => needed.Contains(pair.Key)).ToDictionary(), errors);
            holds = new Intrinsics(_sections, values, new PhysicalNames([], new Dictionary<string, string>()), errors).Holds(name);
            if (errors.Any)
            {
                throw new ConfigurationException(string.Join('\n', errors.All));
            }

            _known.Add(name.Text, holds);
        }

        return holds;
    }

    /// <summary>Replaces <c>Fn::If</c> with the branch that exists.</summary>
    /// <param name="value">A part of the template.</param>
    /// <returns>The part without <c>Fn::If</c>; <see cref="TemplateNothing"/> if nothing remains.</returns>
    public TemplateValue Choose(TemplateValue value) => value switch
    {
        TemplateMap { Members: [{ Name: If, Value: TemplateList { Items: [TemplateText condition, var yes, var no] } }] } => Choose(Holds(condition) ? yes : no),
        TemplateMap { Members: [{ Name: Reference, Value: TemplateText { Text: "AWS::NoValue" } }] } => new TemplateNothing(value.Line),
        TemplateMap map => new TemplateMap(
            [.. map.Members.Select(member => member with { Value = Choose(member.Value) }).Where(member => member.Value is not TemplateNothing)], map.Line),
        TemplateList list => new TemplateList([.. list.Items.Select(Choose).Where(item => item is not TemplateNothing)], list.Line),
        _ => value,
    };

    // Collects all parameters that a condition depends on, directly or through other conditions.
    private void Collect(TemplateValue? value, HashSet<string> parameters, HashSet<string> conditions)
    {
        switch (value)
        {
            case TemplateMap { Members: [{ Name: Reference, Value: TemplateText name }] }:
                _ = parameters.Add(name.Text);
                break;
            case TemplateMap { Members: [{ Name: "Condition", Value: TemplateText other }] } when conditions.Add(other.Text):
                Collect(_conditions?.Find(other.Text)?.Value, parameters, conditions);
                break;
            case TemplateMap map:
                map.Members.ToList().ForEach(member => Collect(member.Value, parameters, conditions));
                break;
            case TemplateList list:
                list.Items.ToList().ForEach(item => Collect(item, parameters, conditions));
                break;
            case TemplateText text:
                parameters.UnionWith(Variable().Matches(text.Text).Select(match => match.Groups[1].Value));
                break;
            default:
                break;
        }
    }

    // Finds the names that Fn::Sub replaces.
    [GeneratedRegex(@"\$\{([A-Za-z0-9]+)\}")]
    private static partial Regex Variable();
}
