using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Authorizer.Syntax;

namespace DevTool.Templates;

/// <summary>Assigns each parameter a given value or its default, and checks the value like CloudFormation.</summary>
internal static class ParameterReader
{
    private const string StoredPrefix = "AWS::SSM::Parameter::Value<";

    /// <summary>Reads the parameters.</summary>
    /// <param name="declarations">The section <c>Parameters</c>.</param>
    /// <param name="given">Values that replace defaults.</param>
    public static IReadOnlyDictionary<string, TemplateValue> Read(
        TemplateMap declarations, IReadOnlyDictionary<string, string> given, TemplateErrors errors)
    {
        foreach (string name in given.Keys.Where(name => declarations.Find(name) is null))
        {
            string? nearest = NearestName.Find(name, [.. declarations.Members.Select(declaration => declaration.Name)]);
            errors.Add(
                declarations.Line,
                $"the template has no parameter \"{name}\", which was given a value; {(nearest is null ? "use a parameter of the section that begins on this line" : $"did you mean {nearest}?")}");
        }

        return declarations.Members.ToDictionary(
            declaration => declaration.Name, declaration => Read(declaration, given.GetValueOrDefault(declaration.Name), errors));
    }

    private static TemplateValue Read(TemplateMember declaration, string? given, TemplateErrors errors)
    {
        if (declaration.Value is not TemplateMap map)
        {
            return errors.Unknown(declaration.Line, $"the parameter {declaration.Name} must be a map");
        }

        var properties = new PropertyReader(map, $"the parameter {declaration.Name}", errors);
        string type = properties.Text("Type") ?? string.Empty;
        string? text = given ?? properties.Text("Default");
        IReadOnlyList<string>? allowed = properties.Texts("AllowedValues");
        string? pattern = properties.Text("AllowedPattern");
        (decimal? minimum, decimal? maximum) = (Number(properties.Text("MinValue")), Number(properties.Text("MaxValue")));
        (decimal? shortest, decimal? longest) = (Number(properties.Text("MinLength")), Number(properties.Text("MaxLength")));
        properties.Ignore("Default", "Description", "ConstraintDescription", "NoEcho");
        properties.End();

        if (pattern is not null && TemplateRegex.Problem(pattern) is { } malformed)
        {
            return errors.Unknown(declaration.Line, $"AllowedPattern of {declaration.Name} is not a regular expression: {malformed}; correct it");
        }

        // The value is a name in the Parameter Store, which is not available here. The missing value is an error only if the template uses
        // the parameter.
        if (type.StartsWith(StoredPrefix, StringComparison.Ordinal) && given is null)
        {
            return new TemplateText($"{{{{resolve:ssm:{text}}}}}", declaration.Line);
        }

        bool isList = type is "CommaDelimitedList" or "List<Number>";
        bool isNumber = type is "Number" or "List<Number>";
        if (!isList && !isNumber && type != "String" && !type.StartsWith(StoredPrefix, StringComparison.Ordinal))
        {
            return errors.Unknown(declaration.Line, $"the parameter {declaration.Name} has the type \"{type}\", which is not supported here; use String, Number or CommaDelimitedList");
        }

        if (text is null)
        {
            return errors.Unknown(
                declaration.Line, $"the parameter {declaration.Name} has no default; give it a value with --parameter {declaration.Name}=…");
        }

        string[] values = isList ? text.Split(',', StringSplitOptions.TrimEntries) : [text];
        foreach (string value in values)
        {
            string? problem =
                isNumber && Number(value) is null ? "must be a number"
                : allowed is not null && !allowed.Contains(value) ? $"must be one of {string.Join(", ", allowed)}"
                : pattern is not null && !Regex.IsMatch(value, $"^(?:{pattern})$") ? $"must match {pattern}"
                : Number(value) < minimum || Number(value) > maximum ? "must be in the range of MinValue and MaxValue"
                : value.Length < shortest || value.Length > longest ? "must have a length in the range of MinLength and MaxLength"
                : null;
            if (problem is not null)
            {
                return errors.Unknown(declaration.Line, $"the parameter {declaration.Name}: \"{value}\" {problem}");
            }
        }

        return isList
            ? new TemplateList([.. values.Select(value => new TemplateText(value, declaration.Line))], declaration.Line)
            : new TemplateText(text, declaration.Line);
    }

    private static decimal? Number(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal number) ? number : null;
}
