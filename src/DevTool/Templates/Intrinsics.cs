using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;

namespace DevTool.Templates;

/// <summary>
/// Evaluates intrinsic functions (CloudFormation User Guide: "Intrinsic function reference"). An unsupported function is always an error.
/// </summary>
internal sealed partial class Intrinsics
{
    private const string FunctionPrefix = "Fn::";

    private readonly IReadOnlyDictionary<string, TemplateValue> _parameters;
    private readonly PhysicalNames _names;
    private readonly TemplateMap _mappings;
    private readonly Conditions _conditions;
    private readonly TemplateErrors _errors;

    /// <summary>Prepares the evaluation.</summary>
    /// <param name="sections">The template.</param>
    /// <param name="parameters">The values of the template's parameters.</param>
    /// <param name="names">The physical names of resources on this machine.</param>
    public Intrinsics(
        TemplateSections sections, IReadOnlyDictionary<string, TemplateValue> parameters, PhysicalNames names, TemplateErrors errors)
    {
        _parameters = parameters;
        _names = names;
        _mappings = sections.Mappings;
        _errors = errors;
        _conditions = new Conditions(sections.Conditions, Evaluate, errors);
    }

    /// <summary>Evaluates a condition of the template.</summary>
    /// <param name="name">The name of the condition, and the line that uses it.</param>
    public bool Holds(TemplateText name) => _conditions.Holds(name);

    /// <summary>Evaluates a value recursively.</summary>
    /// <returns>The value without intrinsic functions.</returns>
    public TemplateValue Evaluate(TemplateValue value) => value switch
    {
        TemplateMap { Members: [{ Name: var name } member] } when IsFunction(name) => Call(name, member.Value, value.Line),
        TemplateMap map => new TemplateMap([.. EvaluateMembers(map)], map.Line),
        TemplateList list => new TemplateList([.. list.Items.Select(Evaluate).Where(item => item is not TemplateNothing)], list.Line),
        _ => value,
    };

    private static bool IsFunction(string name) => name == "Ref" || name.StartsWith(FunctionPrefix, StringComparison.Ordinal);

    private IEnumerable<TemplateMember> EvaluateMembers(TemplateMap map)
    {
        foreach (TemplateMember member in map.Members)
        {
            if (member.Name.StartsWith(FunctionPrefix, StringComparison.Ordinal))
            {
                _errors.Add(member.Line, $"{member.Name} must be the only member of its map");
            }
            else if (Evaluate(member.Value) is var value and not TemplateNothing)
            {
                yield return member with { Value = value };
            }
        }
    }

    private TemplateValue Call(string function, TemplateValue argument, int line) => function switch
    {
        "Ref" => argument is TemplateText { Text: var name } ? Reference(name, line) : Wrong(function, "a name", line),
        "Fn::GetAtt" => GetAtt(argument, line),
        "Fn::If" => If(argument, line),
        "Fn::Sub" => Substitute(argument, line),
        "Fn::Join" => Arguments(argument) is [TemplateText separator, TemplateList parts] && Texts(parts) is { } texts
            ? new TemplateText(string.Join(separator.Text, texts), line)
            : Wrong(function, "a separator and a list of text", line),
        "Fn::Split" => Arguments(argument) is [TemplateText separator, TemplateText text]
            ? new TemplateList([.. text.Text.Split(separator.Text).Select(part => new TemplateText(part, line))], line)
            : Wrong(function, "a separator and text", line),
        "Fn::Select" => Arguments(argument) is [TemplateText index, TemplateList list]
            && int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int at) && at < list.Items.Count
            ? list.Items[at]
            : Wrong(function, "an index and a list with an element at that index", line),
        "Fn::FindInMap" => FindInMap(argument, line),
        _ when Conditions.IsConditionFunction(function) =>
            new TemplateText(_conditions.Evaluate(function, argument, line) ? "true" : "false", line),
        _ => _errors.Unknown(line, $"the local gateway does not support the intrinsic function {function}; write the value, or give it through a parameter"),
    };

    private List<TemplateValue>? Arguments(TemplateValue argument) =>
        argument is TemplateList list ? [.. list.Items.Select(Evaluate)] : null;

    // Returns null if an item is not text. The error of an unknown item was already reported, so the item counts as an empty text.
    private static List<string>? Texts(TemplateList list) =>
        list.Items.All(item => item is TemplateText or TemplateUnknown)
            ? [.. list.Items.Select(item => (item as TemplateText)?.Text ?? string.Empty)]
            : null;

    private TemplateUnknown Wrong(string function, string wanted, int line) => _errors.Unknown(line, $"the argument of {function} must be {wanted}");

    private TemplateValue Reference(string name, int line)
    {
        if (name == "AWS::NoValue")
        {
            return new TemplateNothing(line);
        }

        return _parameters.TryGetValue(name, out TemplateValue? parameter) ? parameter
            : (PseudoParameters.Find(name) ?? _names.Reference(name)) is { } text ? new TemplateText(text, line)
            : _errors.Unknown(line, $"Ref: there is no parameter or resource \"{name}\"{_names.Problem(name)}");
    }

    private TemplateValue GetAtt(TemplateValue argument, int line)
    {
        string? path = argument switch
        {
            TemplateText text => text.Text,
            TemplateList { Items: [TemplateText resource, TemplateText attribute] } => $"{resource.Text}.{attribute.Text}",
            _ => null,
        };
        return path?.Split('.', 2) is not [var id, var name] ? Wrong("Fn::GetAtt", "a resource and an attribute", line)
            : _names.Attribute(id, name) is { } value ? new TemplateText(value, line)
            : _errors.Unknown(line, $"Fn::GetAtt: there is no resource \"{id}\"{_names.Problem(id)}");
    }

    private TemplateValue If(TemplateValue argument, int line) =>
        argument is TemplateList { Items: [TemplateText condition, var then, var otherwise] }
            ? Evaluate(Holds(condition) ? then : otherwise)
            : Wrong("Fn::If", "a condition and two values", line);

    private TemplateValue FindInMap(TemplateValue argument, int line)
    {
        if (Arguments(argument) is not [TemplateText map, TemplateText first, TemplateText second])
        {
            return Wrong("Fn::FindInMap", "a mapping and two keys", line);
        }

        TemplateValue? found = _mappings.Find(map.Text)?.Value;
        found = (found as TemplateMap)?.Find(first.Text)?.Value;
        found = (found as TemplateMap)?.Find(second.Text)?.Value;
        return found ?? _errors.Unknown(line, $"Fn::FindInMap: Mappings has no value at \"{map.Text}\", \"{first.Text}\", \"{second.Text}\"; add it, or correct the keys");
    }

    private TemplateValue Substitute(TemplateValue argument, int line)
    {
        (TemplateText? text, TemplateMap variables) = argument switch
        {
            TemplateText alone => (alone, new TemplateMap([], line)),
            TemplateList { Items: [TemplateText first, TemplateMap second] } => (first, second),
            _ => (null, new TemplateMap([], line)),
        };
        return text is null
            ? Wrong("Fn::Sub", "text, or text and a map", line)
            : new TemplateText(Variable().Replace(text.Text, match => Variable(match.Groups[1].Value, variables, line)), line);
    }

    private string Variable(string name, TemplateMap variables, int line)
    {
        if (name.StartsWith('!'))
        {
            return $"${{{name[1..]}}}";
        }

        TemplateValue value = variables.Find(name) is { } own ? Evaluate(own.Value)
            : name.Contains('.', StringComparison.Ordinal) ? GetAtt(new TemplateText(name, line), line)
            : Reference(name, line);
        if (value is not (TemplateText or TemplateUnknown))
        {
            _errors.Add(line, $"Fn::Sub: \"{name}\" must be text");
        }

        return (value as TemplateText)?.Text ?? string.Empty;
    }

    [GeneratedRegex(@"\$\{([^{}]*)\}")]
    private static partial Regex Variable();
}
