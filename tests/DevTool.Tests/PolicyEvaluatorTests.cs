using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using DevTool.Gateway.Authorization;
using Xunit;

namespace DevTool.Tests;

/// <summary>The gateway's evaluation of policies, on which all its decisions depend.</summary>
public sealed class PolicyEvaluatorTests
{
    private static readonly PolicyCall Call = new(
        "execute-api:Invoke",
        "arn:aws:execute-api:us-east-1:123456789012:api/stage/GET/pets/1",
        new Dictionary<string, string>(System.StringComparer.OrdinalIgnoreCase)
        {
            ["aws:SourceIp"] = "203.0.113.9",
            ["aws:CurrentTime"] = "2026-11-26T00:00:00Z",
            ["aws:EpochTime"] = "1795651200",
            ["aws:SecureTransport"] = "true",
            ["aws:UserAgent"] = "curl/8.0",
        });

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
    public void A_star_matches_any_text_and_a_question_mark_matches_one_character(string pattern, string text, bool matches) =>
        Assert.Equal(matches, PolicyEvaluator.Matches(pattern, text));

    [Fact]
    public void Patterns_match_like_equivalent_regular_expressions()
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
    public void A_deny_overrides_an_allow_and_the_default_is_a_deny(string statements, string effect) =>
        Assert.Equal(effect, PolicyEvaluator.Evaluate(Read(statements), Call).ToString());

    [Theory]
    [InlineData("""[{"Effect":"allow","Action":"*","Resource":"*"}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*"}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*","Resource":5}]""")]
    [InlineData("""[{"Effect":"Allow","Action":"*","NotAction":"x","Resource":"*"}]""")]
    [InlineData("""[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]""")]
    [InlineData("""["Allow"]""")]
    public void A_policy_that_cannot_be_evaluated_is_refused(string statements) =>
        Assert.Throws<MalformedAnswerException>(() => Read(statements));

    [Theory]
    [InlineData(""" "NotAction":"execute-api:ManageConnections","Resource":"*" """, true)]
    [InlineData(""" "NotAction":["execute-api:Invoke","x"],"Resource":"*" """, false)]
    [InlineData(""" "Action":"*","NotResource":"*/POST/*" """, true)]
    [InlineData(""" "Action":"*","NotResource":["x","*/GET/*"] """, false)]
    public void A_negated_list_matches_all_other_values(string members, bool matches) =>
        Assert.Equal(matches ? "Allow" : "ImplicitDeny", Evaluate(members));

    [Theory]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.9"]}}""", true)]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"203.0.113.8"}}""", false)]
    [InlineData("""{"NotIpAddress":{"AWS:sourceip":"203.0.113.0/24"}}""", false)]
    [InlineData("""{"NotIpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2026-11-01T00:00:00Z"},"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}}""", true)]
    [InlineData("""{"DateGreaterThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}}""", false)]
    [InlineData("""{"NumericLessThanEquals":{"aws:EpochTime":1764028800}}""", false)]
    [InlineData("""{"NumericGreaterThan":{"aws:EpochTime":"1764028800"}}""", true)]
    [InlineData("""{"StringLike":{"aws:UserAgent":"curl/*"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:UserAgent":"CURL/8.0"}}""", false)]
    [InlineData("""{"StringEqualsIgnoreCase":{"aws:UserAgent":"CURL/8.0"}}""", true)]
    [InlineData("""{"StringNotLike":{"aws:UserAgent":["wget*","curl*"]}}""", false)]
    [InlineData("""{"StringNotEquals":{"aws:UserAgent":"wget"}}""", true)]
    [InlineData("""{"StringEquals":{"aws:Referer":"https://a.example/"}}""", false)]
    [InlineData("""{"StringEqualsIfExists":{"aws:Referer":"https://a.example/"}}""", true)]
    [InlineData("""{"StringNotEquals":{"aws:Referer":"https://a.example/"}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"aws:Referer":"https://a.example/"}}""", true)]
    [InlineData("""{"ForAnyValue:StringLike":{"aws:UserAgent":"curl*"}}""", true)]
    [InlineData("""{"Null":{"aws:Referer":"true","aws:UserAgent":false}}""", true)]
    [InlineData("""{"Null":{"aws:Referer":"false"}}""", false)]
    [InlineData("""{"Bool":{"aws:SecureTransport":"true"}}""", true)]
    [InlineData("{}", true)]
    public void A_condition_is_true_only_if_all_operators_and_keys_match(string condition, bool holds) =>
        Assert.Equal(holds ? "Allow" : "ImplicitDeny", Evaluate($$""" "Action":"*","Resource":"*","Condition":{{condition}} """));

    [Theory]
    [InlineData("""{"StringEquals":{"aws:SourceVpce":"vpce-1"}}""", "aws:SourceVpce")]
    [InlineData("""{"ArnLike":{"aws:UserAgent":"x"}}""", "ArnLike")]
    [InlineData("""{"IpAddress":{"aws:SourceIp":"nowhere"}}""", "a Condition cannot be read")]
    [InlineData("""{"NumericEquals":{"aws:UserAgent":"1"}}""", "a Condition cannot be read")]
    [InlineData("""{"Null":{"aws:Referer":"perhaps"}}""", "a Condition cannot be read")]
    [InlineData(""" ["x"] """, "a Condition cannot be read")]
    public void A_condition_that_cannot_be_evaluated_is_reported(string condition, string name)
    {
        MalformedAnswerException refused = Assert.Throws<MalformedAnswerException>(() => Evaluate($$""" "Action":"*","Resource":"*","Condition":{{condition}} """));
        Assert.Contains(name, refused.Message, System.StringComparison.Ordinal);
    }

    private static string Evaluate(string members) =>
        PolicyEvaluator.Evaluate(Read($$"""[{"Effect":"Allow",{{members}}}]"""), Call).ToString();

    private static PolicyDocument Read(string statements)
    {
        using var json = JsonDocument.Parse("""{"Version":"2012-10-17","Statement":""" + statements + "}");
        return PolicyDocument.Read(json.RootElement.Clone());
    }
}
