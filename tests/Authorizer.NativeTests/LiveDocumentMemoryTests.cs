using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Threading.Tasks;
using Contract;
using RuntimeApiEmulator;
using Xunit;

namespace Authorizer.NativeTests;

/// <summary>The peak memory of a sandbox with a large revocation list. The peak occurs while the list is fetched and read.</summary>
[SupportedOSPlatform("linux")]
public sealed class LiveDocumentMemoryTests
{
    private const int Many = 100_000;

    // The document has 4 MB, and its parsed form has 5 to 6 MB.
    private const double MostMebibytes = 12;

    [Theory]
    [InlineData("originJti", "[", "]", "\"{0}\"")]
    [InlineData("sub", "{", "}", "\"{0}\":1700000000")]
    public async Task A_hundred_thousand_revocations_need_at_most_12_MiB(string member, string start, string end, string entry)
    {
        string entries = string.Join(',', Enumerable.Range(0, Many).Select(_ => string.Format(CultureInfo.InvariantCulture, entry, Guid.NewGuid())));

        double none = await PeakMebibytesAsync("""{"version":1}""");
        double many = await PeakMebibytesAsync($$"""{"version":1,"{{member}}":{{start}}{{entries}}{{end}}}""");

        Assert.InRange(many - none, 4, MostMebibytes);
    }

    private static async Task<double> PeakMebibytesAsync(string revocations)
    {
        await using var server = new DocumentServer(revocations);
        using var options = new AuthorizerOptions(("AUTHORIZER_REVOCATIONS_URI", server.Uri));
        await using Sandbox sandbox = NativeHost.StartSandbox(options);
        _ = await sandbox.WaitForLineAsync(line => line.Contains("A live document is in force.", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        while (sandbox.Polls == 0)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        // VmHWM is the largest resident set so far, in KiB (proc(5)).
        string[] status = await File.ReadAllLinesAsync($"/proc/{sandbox.ProcessId}/status", TestContext.Current.CancellationToken);
        string peak = status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }
}
