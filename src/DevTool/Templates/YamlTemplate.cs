using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DevTool.Templates;

/// <summary>
/// Reads the YAML of a template. Short forms of intrinsic functions are converted to long forms, so that later code handles only one form:
/// <c>!GetAtt A.Arn</c> becomes <c>{"Fn::GetAtt": "A.Arn"}</c>.
/// </summary>
internal sealed class YamlTemplate
{
    private readonly TemplateErrors _errors;
    private readonly HashSet<YamlNode> _seen = new(ReferenceEqualityComparer.Instance);

    private YamlTemplate(TemplateErrors errors) => _errors = errors;

    /// <summary>Reads a template.</summary>
    /// <param name="yaml">The text of the template.</param>
    /// <param name="errors">Receives the errors in the template.</param>
    /// <returns>The template, or <see langword="null"/> if the text is not a map.</returns>
    public static TemplateMap? Read(string yaml, TemplateErrors errors)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            var stream = new YamlStream();
            stream.Load(new ShallowParser(parser));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
            {
                return new YamlTemplate(errors).Map(root);
            }

            errors.Add(1, "a template must be one YAML document, and its root a map");
        }
        catch (MaximumRecursionLevelReachedException deep)
        {
            errors.Add((int)deep.Start.Line, deep.Message);
        }
        catch (YamlException malformed)
        {
            errors.Add((int)malformed.Start.Line, $"not YAML: {malformed.Message}; correct the file");
        }
        catch (InvalidOperationException)
        {
            // For some truncated texts, the scanner of the library throws this exception.
            errors.Add((int)(parser.Current?.End.Line ?? 1), "not YAML: the document ends too early; add the missing end");
        }

        return null;
    }

    private static int LineOf(YamlNode node) => (int)node.Start.Line;

    private TemplateMap Map(YamlMappingNode node) => new(
        [.. node.Children.Select(child => new TemplateMember(Name(child.Key), Value(child.Value), LineOf(child.Key)))], LineOf(node));

    private string Name(YamlNode key)
    {
        if (key is YamlScalarNode { Value: { } name })
        {
            return name;
        }

        _errors.Add(LineOf(key), "a key must be a string");
        return string.Empty;
    }

    private TemplateValue Value(YamlNode node)
    {
        if (!_seen.Add(node))
        {
            // The document reaches a node a second time only through an alias.
            return _errors.Unknown(LineOf(node), "this node is used through an alias, which CloudFormation does not support; write it out");
        }

        TemplateValue value = node switch
        {
            YamlMappingNode map => Map(map),
            YamlSequenceNode list => new TemplateList([.. list.Children.Select(Value)], LineOf(node)),
            YamlScalarNode scalar => Scalar(scalar),
            _ => _errors.Unknown(LineOf(node), "a value must be text, a list or a map"),
        };
        return node.Tag.IsEmpty || node.Tag.IsNonSpecific ? value : Tagged(node.Tag.Value, value);
    }

    private TemplateValue Scalar(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null"
            ? _errors.Unknown(LineOf(scalar), "null is not allowed in a template; write a value, or remove the member")
            : new TemplateText(scalar.Value ?? string.Empty, LineOf(scalar)) { IsPlain = scalar.Style == ScalarStyle.Plain };

    // "!Ref X" becomes {"Ref": "X"}, and "!Sub X" becomes {"Fn::Sub": "X"}.
    private static TemplateMap Tagged(string tag, TemplateValue argument)
    {
        string function = tag is "!Ref" or "!Condition" ? tag[1..] : "Fn::" + tag.TrimStart('!');
        return new TemplateMap([new TemplateMember(function, argument, argument.Line)], argument.Line);
    }
}
