using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>The results of <c>make tool</c>: an executable that runs in any folder, and an installable package.</summary>
[Collection(MakeRuns.Name)]
public sealed class InstalledToolTests : IDisposable
{
    // On an idle machine, the executable needs a tenth of a second.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LargeLimit = TimeSpan.FromSeconds(0.5);

    private static readonly string Sample = Path.Combine(Repository.Root, "src", "Authorizer", "permissions.json");
    private static readonly string Artifacts = Path.Combine(Repository.Root, "artifacts", "authz");
    private static readonly string Executable = Path.Combine(Artifacts, "authz");

    private readonly ToolProcess _tool = new();

    [Fact]
    public async Task The_executable_checks_a_file_in_a_fifth_of_a_second()
    {
        await BuildAsync();

        await CheckWithinAsync(Limit, Sample);
    }

    [Theory]
    [InlineData("""{"id":"N","effect":"allow","routes":["GET /pets"],"when":{"anyGroup":["a"]}}""")]
    [InlineData("""{"id":"N","effect":"allow","routes":["GET /pets"],"when":{"anyGroup":["N"]}}""")]
    [InlineData("""{"id":"N","effect":"allow","routes":["GET /N/{id}","* /{x}/N/**"],"when":{"anyGroup":["a"],"anyScope":["N"]}}""")]
    [InlineData("""{"id":"N","effect":"deny","routes":["* /{x}/**"],"when":{"anyGroup":["N","a"],"anyScope":["s"]}}""")]
    public async Task A_thousand_rules_are_checked_in_half_a_second(string rule)
    {
        await BuildAsync();
        IEnumerable<string> rules = Enumerable.Range(0, 1000).Select(i => rule.Replace("N", i.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        string file = _tool.Write("thousand.json", $$"""{"version":1,"rules":[{{string.Join(",\n", rules)}}]}""");

        await CheckWithinAsync(LargeLimit, file);
    }

    [Fact]
    public async Task The_executable_works_in_any_folder()
    {
        await BuildAsync();
        _ = _tool.Write("permissions.json", await File.ReadAllTextAsync(Sample, Cancellation));

        (int code, string output, string errors) = await _tool.RunProgramAsync(Executable, Path.GetDirectoryName(_tool["permissions.json"])!, input: null, "who", "GET /pets");

        Assert.True(code == 0, errors);
        Assert.StartsWith("callers in group readers or admins may call GET /pets", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_package_can_be_installed_and_run()
    {
        await BuildAsync();
        string folder = _tool["installed"];

        (int installed, string output, string errors) = await _tool.RunProgramAsync(
            "dotnet", Path.GetTempPath(), input: null, "tool", "install", "authz", "--tool-path", folder, "--source", Artifacts);
        Assert.True(installed == 0, output + errors);
        (int code, _, string summary) = await _tool.RunProgramAsync(Path.Combine(folder, "authz"), Path.GetTempPath(), input: null, "check", Sample);

        Assert.Equal((0, $"{Sample}: no problems; 5 allow rules, 1 deny rule, 9 routes\n"), (code, summary));
    }

    public void Dispose() => _tool.Dispose();

    // One run within the limit is enough, because other programs may slow down the other runs.
    private Task CheckWithinAsync(TimeSpan limit, string file) => Patience.UntilAsync(async () =>
    {
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(0, (await _tool.RunProgramAsync(Executable, Path.GetTempPath(), input: null, "check", file)).Code);
        return Stopwatch.GetElapsedTime(start) < limit;
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // If `make test` has already built the tool, this builds nothing.
    private async Task BuildAsync()
    {
        (int code, string output, string errors) = await _tool.RunProgramAsync("make", Repository.Root, input: null, "tool");
        Assert.True(code == 0, errors);
        Assert.StartsWith("artifacts/authz/authz\nartifacts/authz/authz.", output, StringComparison.Ordinal);
    }
}
