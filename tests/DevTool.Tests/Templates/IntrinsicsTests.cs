using System.Collections.Generic;
using System.Linq;
using DevTool.Templates;
using Xunit;

namespace DevTool.Tests.Templates;

/// <summary>Intrinsic functions, parameters and conditions, checked by the value of a property.</summary>
public sealed class IntrinsicsTests
{
    private const string Head =
        """
        Parameters:
          Name: { Type: String, Default: pets, AllowedPattern: "[a-z]*" }
          Size: { Type: Number, Default: 3, MinValue: 1, MaxValue: 9 }
          Zones: { Type: CommaDelimitedList, Default: "a, b" }
          Needed: { Type: String, Default: x }
        Mappings:
          Sizes: { small: { memory: 128 } }
        Conditions:
          IsPets: !Equals [!Ref Name, pets]
          IsCats: !Equals [!Ref Name, cats]
          Neither: !Not [!Or [!Condition IsPets, !Condition IsCats]]
          Both: !And [!Condition IsPets, !Not [!Condition IsCats]]
        Resources:
          Function: { Type: AWS::Serverless::Function }
          Absent: { Type: AWS::SNS::Topic, Condition: IsCats }
          Probe:
            Type: AWS::SNS::Topic
            Properties:
        """;

    [Theory]
    [InlineData("!Ref Name", "pets")]
    [InlineData("{ Ref: Name }", "pets")]
    [InlineData("!Ref Zones", "[a,b]")]
    [InlineData("!Ref AWS::Region", "us-east-1")]
    [InlineData("!Ref AWS::NoValue", "")]
    [InlineData("[a, !Ref AWS::NoValue]", "[a]")]
    [InlineData("!Ref Function", "Function")]
    [InlineData("!GetAtt Function.Arn", "arn:aws:lambda:us-east-1:123456789012:function:Function")]
    [InlineData("{ Fn::GetAtt: [Function, Arn] }", "arn:aws:lambda:us-east-1:123456789012:function:Function")]
    [InlineData("!Sub ${Name}-${AWS::Partition}-${Function.Arn}", "pets-aws-arn:aws:lambda:us-east-1:123456789012:function:Function")]
    [InlineData("!Sub [\"${A}${Name}\", { A: !Ref Size }]", "3pets")]
    [InlineData("!Sub \"${!Name}\"", "${Name}")]
    [InlineData("!Join [\"-\", [a, !Ref Name]]", "a-pets")]
    [InlineData("!Select [1, !Split [\",\", \"a,b\"]]", "b")]
    [InlineData("!FindInMap [Sizes, small, memory]", "128")]
    [InlineData("!If [IsPets, yes, no]", "yes")]
    [InlineData("!If [IsCats, yes, no]", "no")]
    [InlineData("!If [Neither, yes, no]", "no")]
    [InlineData("!If [Both, yes, no]", "yes")]
    [InlineData("{ a: [1, { b: !Ref Name }] }", "{a:[1,{b:pets}]}")]
    public void An_intrinsic_function_returns_its_value(string function, string expected) => Assert.Equal(expected, Evaluate(function, []));

    [Fact]
    public void A_given_value_replaces_a_default()
    {
        var given = new Dictionary<string, string> { ["Name"] = "cats", ["Zones"] = "z" };
        Assert.Equal("cats", Evaluate("!Ref Name", given));
        Assert.Equal("[z]", Evaluate("!Ref Zones", given));
        Assert.Equal("yes", Evaluate("!If [IsCats, yes, no]", given));
        Assert.Equal("Absent", Evaluate("!Ref Absent", given));
    }

    [Theory]
    [InlineData("!Ref Nowhere", "Ref: there is no parameter or resource \"Nowhere\"")]
    [InlineData("!Ref Absent", "Ref: there is no parameter or resource \"Absent\", because its condition IsCats is false; change the parameters of IsCats, or use Fn::If")]
    [InlineData("!GetAtt Nowhere.Arn", "Fn::GetAtt: there is no resource \"Nowhere\"")]
    [InlineData("!Sub ${Nowhere}", "Ref: there is no parameter or resource \"Nowhere\"")]
    [InlineData("!If [Nothing, a, b]", "there is no condition \"Nothing\"")]
    [InlineData("!If [IsPets, a]", "the argument of Fn::If must be a condition and two values")]
    [InlineData("!FindInMap [Sizes, large, memory]", "Fn::FindInMap: Mappings has no value at \"Sizes\", \"large\", \"memory\"")]
    [InlineData("!Select [2, [a, b]]", "the argument of Fn::Select must be an index and a list with an element at that index")]
    [InlineData("!ImportValue x", "the local gateway does not support the intrinsic function Fn::ImportValue")]
    [InlineData("!Reff Name", "the local gateway does not support the intrinsic function Fn::Reff")]
    [InlineData("{ Fn::If: [IsPets, a, b], c: d }", "Fn::If must be the only member of its map")]
    [InlineData("~", "null is not allowed in a template")]
    [InlineData("[&a x, *a]", "this node is used through an alias, which CloudFormation does not support")]
    public void An_invalid_intrinsic_function_is_reported_with_its_line(string function, string message)
    {
        var errors = new TemplateErrors("t.yaml");
        _ = Evaluate(function, [], errors);
        Assert.Contains(errors.All, error => error.ToString().StartsWith($"t.yaml:{Head.Split('\n').Length + 1}: {message}", System.StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Name", "PETS", "must match [a-z]*")]
    [InlineData("Size", "10", "must be in the range of MinValue and MaxValue")]
    [InlineData("Size", "many", "must be a number")]
    [InlineData("Other", "x", "the template has no parameter \"Other\"")]
    public void A_given_value_that_CloudFormation_would_refuse_is_refused(string name, string value, string message)
    {
        var errors = new TemplateErrors("t.yaml");
        _ = Evaluate("!Ref Name", new Dictionary<string, string> { [name] = value }, errors);
        Assert.Contains(message, Assert.Single(errors.All).Message, System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_condition_that_depends_on_itself_is_reported()
    {
        var errors = new TemplateErrors("t.yaml");
        _ = Read("Conditions:\n  A: !Not [!Condition B]\n  B: !Not [!Condition A]\nResources:\n  T: { Type: AWS::SNS::Topic, Condition: A }", [], errors);
        Assert.Equal("t.yaml:2: the condition \"A\" depends on itself; remove the cycle", errors.All[0].ToString());
    }

    private static string Evaluate(string function, Dictionary<string, string> given)
    {
        var errors = new TemplateErrors("t.yaml");
        string value = Evaluate(function, given, errors);
        Assert.Empty(errors.All);
        return value;
    }

    private static string Evaluate(string function, Dictionary<string, string> given, TemplateErrors errors) =>
        Read(Head + "\n      Value: " + function, given, errors) is { } value ? Show(value) : string.Empty;

    private static TemplateValue? Read(string yaml, Dictionary<string, string> given, TemplateErrors errors)
    {
        if (YamlTemplate.Read(yaml, errors) is not { } template)
        {
            return null;
        }

        var sections = TemplateSections.Of(template, errors);
        var names = new PhysicalNames(sections.Resources, new Dictionary<string, string>());
        var intrinsics = new Intrinsics(sections, ParameterReader.Read(sections.Parameters, given, errors), names, errors);
        foreach (TemplateResource resource in sections.Resources.Where(resource => resource.Condition is { } condition && !intrinsics.Holds(condition)))
        {
            names.Remove(resource);
        }

        TemplateMap? probe = sections.Resources.FirstOrDefault(resource => resource.LogicalId == "Probe")?.Properties;
        return probe is null ? null : (intrinsics.Evaluate(probe) as TemplateMap)?.Find("Value")?.Value;
    }

    private static string Show(TemplateValue value) => value switch
    {
        TemplateText text => text.Text,
        TemplateList list => $"[{string.Join(',', list.Items.Select(Show))}]",
        TemplateMap map => $"{{{string.Join(',', map.Members.Select(member => $"{member.Name}:{Show(member.Value)}"))}}}",
        _ => string.Empty,
    };
}
