using System;
using System.IO;
using System.Linq;
using System.Text;
using Contract;
using CsCheck;
using DevTool.Explaining;
using Xunit;

namespace DevTool.Tests.Explaining;

/// <summary>The text begins with the result and the reason. On a terminal, the text is short and narrow.</summary>
public sealed class ExplanationTextTests
{
    [Fact]
    public void Passed_steps_and_other_rules_are_folded_on_a_terminal()
    {
        string text = Text("GET /admin/x", all: false, width: 80);

        Assert.Equal(
            """
            403 deny route_not_permitted: GET /admin/x
              rule "admin" requires group admins; the caller has readers (line 6)

            Steps
              ok  event, token, issuer, key, signature, claims, request, path

            Rules
              line 6  allow "admin": does not match
                  ok  * /admin/**: method and path match
                  no  requires group admins; the caller has readers
              5 other rules do not match

            Not configured
              AUTHORIZER_USER_POOL_IDS is not set. Assumed issuer, from the token:

            """,
            text[..(text.IndexOf("token:", StringComparison.Ordinal) + "token:\n".Length)]);
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "DevTool", "README.md"));
        Assert.Contains(text[..text.IndexOf("\n\nNot configured", StringComparison.Ordinal)].Replace("admin/x", "admin/reports", StringComparison.Ordinal), page, StringComparison.Ordinal);
        Assert.All(text.Split('\n').Where(line => line.TrimStart().Contains(' ', StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
    }

    [Fact]
    public void The_option_all_shows_every_part()
    {
        string text = Text("GET /admin/x", all: true, width: 0);

        Assert.StartsWith("403 deny route_not_permitted: GET /admin/x\n  rule \"admin\" requires", text, StringComparison.Ordinal);
        Assert.All(["  ok  signature  the signature is valid\n", "allow \"connect\"", "\"sub\"", "policyDocument", "\"decision\":\"deny\""], part => Assert.Contains(part, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Wrapped_lines_keep_all_words_and_fit_the_width()
    {
        Gen<string> word = Gen.Char['a', 'z'].Array[1, 12].Select(letters => new string(letters));
        Gen.Select(Gen.Int[0, 6], word.Array[1, 30], Gen.Int[30, 60], Gen.Int[0, 4]).Sample((indent, words, width, hanging) =>
        {
            string text = new string(' ', indent) + string.Join(' ', words);

            string[] lines = [.. WrappedText.Lines(text, width, hanging)];

            Assert.Equal(words, string.Join(' ', lines).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            Assert.All(lines, line => Assert.InRange(line.Length, 1, width));
            Assert.All(lines.Skip(1), line => Assert.Equal(indent + hanging, line.Length - line.TrimStart().Length));
        });
    }

    [Fact]
    public void A_long_word_gets_a_separate_line() =>
        Assert.Equal(["  ab", "    abcdefghijkl", "    cd ef"], WrappedText.Lines("  ab abcdefghijkl cd ef", width: 9, hanging: 2));

    private static string Text(string route, bool all, int width)
    {
        string token = TestTokens.Access();
        var output = new StringWriter { NewLine = "\n" };
        new ExplanationText(new Terminal(output, useColour: false, width), all).Write(Explainer.Explain(new ExplainRequest
        {
            Variables = _ => null,
            PermissionsName = "permissions.json",
            Permissions = File.ReadAllBytes(Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json")),
            Event = Encoding.UTF8.GetBytes(RequestSynthesis.Create(route, token, tokenSources: null, EventShape.RestRequest).ToJsonString()),
            Token = token,
            Jwks = Encoding.UTF8.GetBytes(SigningKey.Jwks(SigningKey.Default.Jwk())),
        }));
        return output.ToString();
    }
}
