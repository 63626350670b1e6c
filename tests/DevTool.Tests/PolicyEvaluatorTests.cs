using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using DevTool.Gateway.Authorization;
using Xunit;

namespace DevTool.Tests;

/// <summary>The gateway's evaluation of policies, which everything it lets through hangs on.</summary>
public sealed class PolicyEvaluatorTests
{
    private const string Action = "execute-api:Invoke";
    private const string Arn = "arn:aws:execute-api:us-east-1:123456789012:api/stage/GET/pets/1";

    [Theory]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", true)]
    [InlineData("a*", "a", true)]
    [InlineData("a*c", "a/b/c", true)]
    [InlineData("a*c", "a/b/cd", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("?", "/", true)]
    [InlineData("A", "a", false)]
    [InlineData("a*b*c", "aXbYbZc", true)]
    [InlineData("[a]", "a", false)]
    public void A_star_is_any_text_and_a_question_mark_one_character(string pattern, string text, bool matches) =>
        Assert.Equal(matches, PolicyEvaluator.Matches(pattern, text));

    [Fact]
    public void Patterns_match_as_the_same_regular_expression_does()
    {
        Gen<string> letters = Gen.Char["ab/*?"].Array[0, 8].Select(characters => new string(characters));
        Gen.Select(letters, Gen.Char["ab/"].Array[0, 8].Select(characters => new string(characters))).Sample(
            (pattern, text) =>
            {
                string regex = "^" + string.Concat(pattern.Select(c => c switch { '*' => ".*", '?' => ".", _ => Regex.Escape(c.ToString()) })) + "$";
                Assert.Equal(Regex.IsMatch(text, regex, RegexOptions.Singleline), PolicyEvaluator.Matches(pattern, text));
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("""[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*"}]""", "Allow")]
    [InlineData("""{"Effect":"Allow","Action":["x","execute-api:*"],"Resource":["x","arn:*/GET/*"]}""", "Allow")]
    [InlineData("""[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*/GET/pets/?"}]""", "ExplicitDeny")]
    [InlineData("""[{"Effect":"Deny","Action":"*","Resource":"*/GET/pets/?"},{"Effect":"Allow","Action":"*","Resource":"*"}]""", "ExplicitDeny")]
    [InlineData("""[{"Effect":"Allow","Action":"execute-api:Invoke","Resource":"*/POST/*"}]""", "ImplicitDeny")]
    [InlineData("""[{"Effect":"Allow","Action":"execute-api:ManageConnections","Resource":"*"}]""", "ImplicitDeny")]
    [InlineData("[]", "ImplicitDeny")]
    public void A_deny_beats_an_allow_and_nothing_is_a_deny(string statements, string effect) =>
        Assert.Equal(effect, PolicyEvaluator.Evaluate(Read(statements), Action, Arn).ToString());

    [Theory]
    [InlineData("""[{"Effect":"allow","Action":"*","Resource":"*"}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*"}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*","Resource":5}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{}}]""")]
    [InlineData("""["Allow"]""")]
    public void A_policy_that_cannot_be_evaluated_is_no_answer(string statements) =>
        Assert.Throws<MalformedAnswerException>(() => Read(statements));

    private static PolicyDocument Read(string statements)
    {
        using var json = JsonDocument.Parse("""{"Version":"2012-10-17","Statement":""" + statements + "}");
        return PolicyDocument.Read(json.RootElement.Clone());
    }
}
