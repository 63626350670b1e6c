using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Authorizer.Refusals;
using Contract;
using Xunit;

namespace Authorizer.Tests.Operation;

/// <summary>The runbook has an entry for every error code and for every alarm.</summary>
public sealed partial class RunbookTests
{
    private static readonly string[] Entries =
        [.. Heading().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Authorizer.Lambda/Telemetry/RUNBOOK.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_runbook_has_one_entry_for_each_error_code_and_each_alarm()
    {
        var codes = Enum.GetValues<Refusal>().Select(refusal => Encoding.ASCII.GetString(refusal.Code())).ToList();
        var alarms = Alarm().Matches(File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"))).Select(match => match.Groups[1].Value).ToList();

        Assert.Empty(codes.Except(Entries));
        Assert.Empty(alarms.Except(Entries));
        Assert.Empty(Entries.Where(entry => !entry.EndsWith("Alarm", StringComparison.Ordinal)).Except(codes));
        Assert.Distinct(Entries);
    }

    [GeneratedRegex("^### `(\\w+)`$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("^  (\\w+):\\n    Type: AWS::CloudWatch::(?:Composite)?Alarm$", RegexOptions.Multiline)]
    private static partial Regex Alarm();
}
