using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>The targets of the Makefile that call <c>authz</c>, run by the real make.</summary>
[Collection(MakeRuns.Name)]
public sealed class MakeTests : IDisposable
{
    // Child processes of .NET ignore SIGPIPE. Child processes of a shell in a terminal do not.
    private const string AsInTerminal = "import os, signal, sys; signal.signal(signal.SIGPIPE, signal.SIG_DFL); os.execvp(sys.argv[1], sys.argv[1:])";

    private const string Wrong = """{"version":1,"rules":[{"id":"a","effect":"permit","routes":["GET /"]}]}""";

    private readonly ToolProcess _make = new();

    [Fact]
    public async Task A_target_prints_only_the_output_of_the_tool()
    {
        (int code, string output, string errors) = await MakeAsync("check");

        Assert.Equal((0, string.Empty), (code, output));
        Assert.Equal("src/Authorizer/permissions.json: no problems; 5 allow rules, 1 deny rule, 9 routes\n", errors);
    }

    [Theory]
    [InlineData("check", "PERMISSIONS=$file")]
    [InlineData("who", "ROUTE=GET /nowhere")]
    [InlineData("explain", "ROUTE=GET /pets", "FLAGS=--no-token")]
    [InlineData("diff", "OLD=src/Authorizer/permissions.json", "NEW=$file", "FLAGS=--no-new-access")]
    public async Task A_negative_result_fails_without_an_error_line_of_make(string target, params string[] variables)
    {
        string file = _make.Write("permissions.json", target == "diff" ? """{"version":1,"rules":[{"id":"a","effect":"allow","routes":["* /**"]}]}""" : Wrong);

        string[] arguments = [target, .. Array.ConvertAll(variables, variable => variable.Replace("$file", file, StringComparison.Ordinal))];

        (_, string output, string errors) = await _make.RunProgramAsync("python3", Repository.Root, input: null, ["-c", AsInTerminal, "make", .. arguments]);
        (int code, string sameOutput, _) = await MakeAsync(arguments);

        Assert.NotEmpty(output);
        Assert.DoesNotContain("make", errors, StringComparison.Ordinal);
        Assert.Equal(2, code);
        Assert.Equal(output.Split('\n').Length, sameOutput.Split('\n').Length);
    }

    [Fact]
    public async Task A_shell_gets_exit_code_141_and_prints_nothing()
    {
        string file = _make.Write("permissions.json", Wrong);

        (int code, string output, string errors) = await _make.RunProgramAsync(
            "python3", Repository.Root, input: null, "-c", AsInTerminal, "bash", "-c", $"make check PERMISSIONS='{file}' >/dev/null; echo \"ended with $?\"");

        Assert.Equal((0, "ended with 141\n"), (code, output));
        Assert.Equal($"{file}: 1 problem; the authorizer would not start with this file\n", errors);
    }

    [Fact]
    public async Task An_unreadable_file_causes_an_error_of_make()
    {
        (int code, _, string errors) = await MakeAsync("check", "PERMISSIONS=/nowhere.json");

        Assert.Equal(2, code);
        Assert.StartsWith("/nowhere.json cannot be read", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_built_if_the_sources_are_unchanged()
    {
        _ = await MakeAsync("check");
        string library = Path.Combine(Repository.Root, "artifacts", "authz", "authz.dll");
        string source = Path.Combine(Repository.Root, "src", "DevTool", "Program.cs");
        DateTime built = File.GetLastWriteTimeUtc(Path.Combine(Repository.Root, "artifacts", "authz", "authz"));

        (_, string plan, _) = await MakeAsync("--dry-run", "check");
        (_, string planAfterEdit, _) = await MakeAsync("--dry-run", "--what-if=src/Authorizer/permissions.json", "check");
        (_, string planAfterChange, _) = await MakeAsync("--dry-run", $"--what-if={Path.GetRelativePath(Repository.Root, source)}", "check");

        Assert.True(File.Exists(library));
        Assert.True(built > File.GetLastWriteTimeUtc(source));
        Assert.DoesNotContain("tool.sh", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("tool.sh", planAfterEdit, StringComparison.Ordinal);
        Assert.Contains("cp src/Authorizer/permissions.json artifacts/authz/permissions.json", planAfterEdit, StringComparison.Ordinal);
        Assert.Contains("build/tool.sh publish", planAfterChange, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src/Authorizer/permissions.json")]
    [InlineData("src/Authorizer/permissions.schema.json")]
    [InlineData("src/Authorizer/own.test.json")]
    public async Task A_changed_data_file_causes_no_compilation(string file)
    {
        string path = Path.Combine(Repository.Root, file);
        bool isNew = !File.Exists(path);
        if (isNew)
        {
            await File.WriteAllTextAsync(path, "{}", TestContext.Current.CancellationToken);
        }

        try
        {
            (_, string rules, _) = await MakeAsync("--print-data-base", "--question", "help");
            string[] targets = [.. rules.Split('\n').Where(line => line.StartsWith("artifacts/", StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))];

            string[] compiled = [.. targets.Where(line => line.Split(':')[0].EndsWith("/bootstrap", StringComparison.Ordinal))];
            Assert.Equal(3, compiled.Length);
            Assert.Equal(2, compiled.Count(line => line.Contains(" src/Authorizer/Decisions/", StringComparison.Ordinal)));
            Assert.All(compiled, line => Assert.DoesNotContain($" {file} ", line + " ", StringComparison.Ordinal));
            Assert.Equal(file.EndsWith("/permissions.json", StringComparison.Ordinal), targets.Any(line => line.StartsWith("artifacts/linux-x64/permissions.json: " + file, StringComparison.Ordinal)));
            string tool = Assert.Single(targets, line => line.StartsWith("artifacts/authz/authz:", StringComparison.Ordinal));
            Assert.Equal(file.EndsWith(".schema.json", StringComparison.Ordinal), (tool + " ").Contains($" {file} ", StringComparison.Ordinal));
        }
        finally
        {
            if (isNew)
            {
                File.Delete(path);
            }
        }
    }

    [Fact]
    public async Task Serve_accepts_a_port_and_shadow_rules()
    {
        (int code, string plan, string errors) = await MakeAsync("--dry-run", "serve", "PORT=8080", "SHADOW=my shadow.json");

        Assert.True(code == 0, errors);
        Assert.Contains("serve --parameter LiveData=true --port '8080' --shadow 'my shadow.json'", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_that_only_reads_uses_the_permissions_file_of_this_repository()
    {
        (int code, _, string errors) = await MakeAsync("who", "ROUTE=GET /pets");
        (_, _, string named) = await MakeAsync("who", "ROUTE=GET /pets", "PERMISSIONS=src/Authorizer/permissions.json");

        Assert.Equal((0, "rules: src/Authorizer/permissions.json\n", string.Empty), (code, errors, named));
    }

    [Theory]
    [InlineData("unknown variable ROUT; did you mean ROUTE?", "explain", "ROUT=GET /pets")]
    [InlineData("unknown variable permission; did you mean PERMISSIONS?", "check", "permission=x")]
    [InlineData("unknown variable QQQQQQQQ; known variables: API ARCH", "check", "QQQQQQQQ=x")]
    public async Task A_misspelled_variable_is_refused(string expected, params string[] arguments)
    {
        (int code, string output, string errors) = await MakeAsync(arguments);

        Assert.Equal((2, string.Empty), (code, output));
        Assert.Contains(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_of_the_environment_and_of_other_programs_are_not_refused()
    {
        _make.Variables["ROUT"] = "GET /pets";

        Assert.Equal(0, (await MakeAsync("check", "AUTHORIZER_TOKEN_USE=any", "AWS_REGION=eu-west-1")).Code);
    }

    [Fact]
    public async Task The_variables_of_the_authorizer_reach_the_tool()
    {
        (int code, _, string errors) = await MakeAsync("check", "AUTHORIZER_TOKEN_USE=acess");

        Assert.NotEqual(0, code);
        Assert.Contains("AUTHORIZER_TOKEN_USE", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_fits_into_80_columns()
    {
        (int code, string output, _) = await MakeAsync("help");

        Assert.Equal(0, code);
        Assert.Contains("\ntool          Build authz", output, StringComparison.Ordinal);
        Assert.All(output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [Theory]
    [InlineData("TARGETS=nope", "fuzz: there is no target \"nope\"; the targets are cache event jwks payload permissions signature token\n")]
    [InlineData("TARGETS=token evnt", "fuzz: there is no target \"evnt\"; did you mean \"event\"?; the targets are")]
    [InlineData("SECONDS=1m", "fuzz: SECONDS=1m is not a number of seconds; write for example SECONDS=60\n")]
    public async Task An_unknown_fuzzing_target_is_refused(string variable, string expected)
    {
        (int code, string output, string errors) = await MakeAsync("fuzz", variable);

        Assert.Equal((2, string.Empty), (code, output));
        Assert.StartsWith(expected, errors, StringComparison.Ordinal);
    }

    public void Dispose() => _make.Dispose();

    private Task<(int Code, string Output, string Errors)> MakeAsync(params string[] arguments) => _make.RunProgramAsync("make", Repository.Root, input: null, arguments);
}
