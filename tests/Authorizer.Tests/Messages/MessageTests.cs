using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Authorizer.Tests.Documentation;
using Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Authorizer.Tests.Messages;

/// <summary>Every error and warning of the authorizer, the tools and the scripts names the place, the problem and the action.</summary>
public sealed class MessageTests
{
    private static readonly Lazy<IReadOnlyList<(string File, SyntaxNode Root)>> Sources = new(() => SourceMessages.Read("src/"));

    // Exceptions whose text is not a message, and the reason. A new exception must be added here or be collected by SourceMessages.
    private static readonly Dictionary<string, string> Causes = new()
    {
        ["AuthorizerException"] = "its text is an error type that the contract defines",
        ["CertificateRefusedException"] = "the cause of a failed fetch, in the line that reports it",
        ["CognitoException"] = "Cognito's own answer, in the demo's report of a step",
        ["DefectException"] = "a bug; the command adds what to do",
        ["FormatException"] = "the cause inside another message, or a wrong argument of an embedding program",
        ["InvalidDataException"] = "a bad request to the emulated Runtime API, which answers 400",
        ["InvalidOperationException"] = "a bug",
        ["IOException"] = "the cause of a failed fetch, in the line that reports it",
        ["JsonException"] = "the cause inside another message, which adds the place",
        ["MalformedAnswerException"] = "the cause of a 500 of the local gateway, which shows it next to the authorizer's answer",
        ["MaximumRecursionLevelReachedException"] = "the text of a template error, which adds the place",
        ["NotSupportedException"] = "a bug",
        ["PermissionsException"] = "joins messages that are collected one by one",
        ["ProxyException"] = "not an exception: an entry of NO_PROXY",
        ["RuntimeApiException"] = "AWS Lambda's end of the connection failed; the process ends and Lambda starts another",
        ["SocketException"] = "the cause of a failed fetch, in the line that reports it",
        ["TimeoutException"] = "the cause of a failed fetch, in the line that reports it",
        ["TooComplexException"] = "a remark of a result, which says what was left out",
    };

    // Files in which the text of a "Problem" method is a result and not an error message, and the reason.
    private static readonly Dictionary<string, string> Results = new()
    {
        ["src/Authorizer/Revocations/RevocationsReader.cs"] = "the problem in a line of the log, whose advice is in the runbook",
        ["src/DevTool/Explaining/CheckWords.cs"] = "explains a refusal",
        ["src/DevTool/Explaining/McpWords.cs"] = "explains a refusal",
        ["src/DevTool/Demo/Mcp/McpFlow.cs"] = "compares a step with what is expected",
        ["src/DevTool/Gateway/Requests/RequestValidator.cs"] = "API Gateway's own text",
    };

    [Fact]
    public void Every_message_in_the_sources_has_the_required_form() =>
        AssertForm(Sources.Value.Where(source => !Results.ContainsKey(source.File)).SelectMany(source => SourceMessages.Of(source.File, source.Root)), least: 150);

    [Fact]
    public void Every_message_in_the_scripts_has_the_required_form()
    {
        (string File, string Text)[] scripts =
        [
            .. new RepositoryFiles().Files.Where(file => file.EndsWith(".sh", StringComparison.Ordinal) || file == ".ci/run").Select(file => (file, Text(file))),
        ];
        HashSet<(string Name, string End)> reporters = [.. scripts.SelectMany(script => ScriptMessages.Reporters(script.Text))];

        AssertForm(scripts.SelectMany(script => ScriptMessages.Of(script.File, script.Text, reporters)), least: 60);
        AssertForm(ScriptMessages.OfMakefile("Makefile", Text("Makefile")), least: 4);
    }

    [Fact]
    public void Every_unchecked_exception_type_is_listed_with_a_reason() =>
        Assert.Empty(Sources.Value.SelectMany(source => SourceMessages.Exceptions(source.Root)).Distinct().Except(Causes.Keys));

    [Fact]
    public void The_runbook_quotes_every_log_line_above_INFO()
    {
        string runbook = Text("src/Authorizer.Lambda/Telemetry/RUNBOOK.md");
        Message[] lines = [.. Sources.Value.SelectMany(source => SourceMessages.LogLines(source.File, source.Root))];

        Assert.All(lines, line => Assert.Contains($"`{line.Text}`", runbook, StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("^[A-Z][^!]*[.]$", line.Text));
        Assert.True(lines.Length >= 10, $"only {lines.Length} lines were found");
    }

    [Theory]
    [InlineData("AUTHORIZER_BEARER must be required or optional")]
    [InlineData("permissions.json:4: unknown effect \"⟨found⟩\"; use \"allow\" or \"deny\"")]
    [InlineData("the route \"⟨text⟩\" ⟨problem⟩")]
    [InlineData("AppConfig has no such version; to store one, run it again")]
    public void A_message_in_the_required_form_is_accepted(string text) => Assert.Null(MessageForm.Fault(new Message("a.cs:1", text)));

    [Theory]
    [InlineData("ends with a period", "the file is wrong; correct it.")]
    [InlineData("begins with a capital letter", "The file is wrong; correct it")]
    [InlineData("has an exclamation mark", "the file is wrong! correct it")]
    [InlineData("does not say what to do", "the file is wrong")]
    [InlineData("does not say what to do", "the file is wrong; the tool ends")]
    [InlineData("does not say what to do", "⟨problem.Message⟩ in the file")]
    [InlineData("does not quote the value that was found", "unknown effect ⟨found⟩; use \"allow\"")]
    [InlineData("is empty, or has white space at its ends", "")]
    public void A_message_in_another_form_is_reported(string fault, string text) =>
        Assert.Equal(fault, MessageForm.Fault(new Message("a.cs:1", text)));

    [Theory]
    [InlineData("throw new ToolException($\"{path} is wrong\");", "⟨path⟩ is wrong")]
    [InlineData("throw EnvironmentVariables.Invalid(Variable, many ? \"has two\" : \"is wrong\");", "has two", "is wrong")]
    [InlineData("syntax.Report(reader, $\"the rule {text}\"); string text = \"is\" + \" wrong\";", "the rule is wrong")]
    [InlineData("properties.Errors.Add(1, Wrong()); static string Other() => \"\";", "is wrong")]
    [InlineData("yield return rule.Warn(\"code\", \"is wrong\", $\"\\\"{name}\\\"\", part);", "is wrong; did you mean ⟨suggestion⟩?")]
    [InlineData("problem = is ? $\"is {1 + 1} wrong\" : null;", "is ⟨1 + 1⟩ wrong")]
    [InlineData("Console.Error.WriteLine(\"is wrong\");", "is wrong")]
    public void Messages_in_a_source_file_are_collected(string statement, params string[] texts)
    {
        SyntaxNode root = CSharpSyntaxTree.ParseText($$"""class C { void M() { {{statement}} } string Wrong() { return "is wrong"; } }""", cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);

        Assert.Equal(texts, SourceMessages.Of("a.cs", root).Select(message => message.Text));
    }

    [Theory]
    [InlineData("echo \"setup: is wrong\" >&2", "setup: is wrong")]
    [InlineData("[ -e x ] || stop \"x $(echo \"y\") is wrong\"", "x $(echo \"y\") is wrong; end")]
    [InlineData("case $1 in\n  *) stop 'is wrong' ;;\nesac", "is wrong; end")]
    [InlineData("if wrong; then stop \\\n  \"is wrong\"; fi", "is wrong; end")]
    [InlineData("echo \"is right\"")]
    public void Messages_in_a_script_are_collected(string script, params string[] texts)
    {
        string text = "stop() {\n  echo \"x: $1; end\" >&2\n  exit 1\n}\n" + script;

        Assert.Equal(texts, ScriptMessages.Of("a.sh", text, [.. ScriptMessages.Reporters(text)]).Select(message => message.Text));
    }

    private static void AssertForm(IEnumerable<Message> collected, int least)
    {
        Message[] messages = [.. collected.Distinct()];
        string[] faults = [.. messages.Select(message => (message, Fault: MessageForm.Fault(message))).Where(one => one.Fault is not null)
            .Select(one => $"{one.message.Place}: \"{one.message.Text}\" {one.Fault}")];
        Assert.True(faults.Length == 0, string.Join('\n', faults));
        Assert.True(messages.Length >= least, $"only {messages.Length} messages were found");
    }

    private static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));
}
