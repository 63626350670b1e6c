using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Authorizer.Decisions;
using Authorizer.Paths;
using Authorizer.Refusals;
using Authorizer.Stages;
using Authorizer.Tracing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Authorizer.Tests.Architecture;

/// <summary>
/// Programs that would trust unverified claims. The compiler must refuse each of these programs, even if it has access to all internal
/// members. The first program is correct. It shows that the compiler refuses the other programs only because of their mistakes.
/// </summary>
public sealed class TrustTests
{
    private const string Around = """
        using System;
        using Authorizer.Claims; using Authorizer.Decisions; using Authorizer.Events; using Authorizer.Json; using Authorizer.Keys;
        using Authorizer.Mcp; using Authorizer.Paths; using Authorizer.Permissions; using Authorizer.Refusals; using Authorizer.Revocations;
        using Authorizer.Signatures; using Authorizer.Stages; using Authorizer.Tokens; using Authorizer.Tracing;

        internal static class Program
        {
            private static VerifiedToken.Reader Reader => null!;

            private static void Main()
            {
                NoTrace trace = default;
                Reader.TryRead(TokenText.Of("a.b.c"u8, null), out VerifiedToken.Reader.Candidate candidate);
                STATEMENTS
            }

            MEMBERS
        }
        """;

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    [Fact]
    public void A_program_that_verifies_the_token_first_compiles() => Assert.Empty(Errors(
        "if (candidate.TryVerify(null!, out VerifiedToken token)) { _ = token.Text(ClaimNames.Subject); }", string.Empty));

    [Theory]
    [InlineData("CS1061", "_ = candidate.Text(ClaimNames.Subject);")]
    [InlineData("CS0122", "_ = candidate._claims;")]
    [InlineData("CS1729", "_ = new VerifiedToken(default, default);")]
    [InlineData("CS1729", "_ = new VerifiedToken.Reader.Candidate(default, default, default, default, default);")]
    [InlineData("CS1729", "_ = new TokenText(default, default);")]
    [InlineData("CS1729", "_ = new AcceptedToken(default, []);")]
    [InlineData("CS1729", "_ = new Principal(default, []);")]
    [InlineData("CS1729", "_ = new CheckedRequest(default(AuthorizerEvent));")]
    [InlineData("CS1729", "_ = new McpRequest(default(McpCall));")]
    [InlineData("CS1729", "_ = new CanonicalPath(\"/admin\"u8);")]
    [InlineData("CS1729", "_ = new Outcome(true, default);")]
    [InlineData("CS0200", "Outcome outcome = default; outcome = outcome with { IsAllowed = true };")]
    [InlineData("CS1501", "new VerifiedTokenCache(1).Keep(default(TokenDigest), default, default, null!, null!);")]
    [InlineData("CS0200", "new VerifiedToken.Kept().Digest = default;")]
    [InlineData("CS1503", "_ = default(VerifiedToken).Text(1);")]
    [InlineData("CS1503", "Reader.TryRead(\"a.b.c\"u8, out _);")]
    [InlineData("CS0029", "Outcome outcome = true;")]
    [InlineData("CS0029", "Outcome outcome = default(RuleMatch);")]
    [InlineData("CS0029", "Outcome outcome = default(ShadowDecision);")]
    [InlineData("CS0029", "Outcome outcome = default(ShadowDecision).Verdict;")]
    [InlineData("CS0029", "Decision decision = default(ShadowDecision);")]
    [InlineData("CS0030", "_ = (Outcome)default(ShadowDecision);")]
    [InlineData("CS1729", "_ = new ShadowDecision(default, default, false);")]
    [InlineData("CS7036", "_ = Outcome.Decide(null!, default(Principal), default, default(CheckedRequest), default(CanonicalPath), default(McpRequest), ref trace);")]
    [InlineData("CS1503", "_ = Outcome.Decide(null!, default(VerifiedToken), default, default(CheckedRequest), default(CanonicalPath), default(McpRequest), ref trace, out _);")]
    [InlineData("CS1503", "_ = Principal.Admit(null, default(VerifiedToken), ref trace, out _);")]
    public void A_program_that_bypasses_a_check_does_not_compile(string error, string statement) =>
        Assert.Contains(error, Errors(statement, string.Empty));

    [Theory]
    [InlineData("private static VerifiedToken Kept;")]
    [InlineData("private sealed class Keeper { public VerifiedToken Token; }")]
    [InlineData("private static object Box(VerifiedToken token) => token;")]
    [InlineData("private static Func<ClaimSlot, JsonToken> Capture(VerifiedToken token) => slot => token.Kind(slot);")]
    [InlineData("private static async System.Threading.Tasks.Task Await(VerifiedToken token) { await System.Threading.Tasks.Task.Yield(); _ = token.Kind(default); }")]
    public void A_verified_token_cannot_be_stored_without_a_copy(string member) => Assert.NotEmpty(Errors(string.Empty, member));

    [Fact]
    public void A_default_principal_is_not_allowed()
    {
        var principal = default(Principal);
        NoTrace trace = default;

        Outcome outcome = Outcome.Decide(
            null!, principal, default, default(CheckedRequest), default(CanonicalPath), default(McpRequest), ref trace, out ReadOnlySpan<byte> ruleId);

        Assert.False(outcome.IsAllowed);
        Assert.Equal(Refusal.Internal, outcome.Refusal);
        Assert.True(ruleId.IsEmpty);
        Assert.False(default(Outcome).IsAllowed);
    }

    // The program is compiled under the name "Authorizer.Tests", because this assembly has access to internal members.
    private static List<string> Errors(string statements, string members)
    {
        string source = Around.Replace("STATEMENTS", statements, StringComparison.Ordinal).Replace("MEMBERS", members, StringComparison.Ordinal);
        var program = CSharpCompilation.Create(
            "Authorizer.Tests",
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14))],
            References.Value,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        return [.. program.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id)];
    }
}
