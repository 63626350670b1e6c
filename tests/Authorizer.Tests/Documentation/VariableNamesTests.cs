using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Authorizer.Lambda.Configuration;
using Authorizer.Options;
using Contract;
using Xunit;

namespace Authorizer.Tests.Documentation;

/// <summary>The authorizer accepts exactly the variables that it reads. The template sets only accepted variables.</summary>
public sealed partial class VariableNamesTests
{
    [Fact]
    public void Every_variable_that_the_code_reads_is_accepted()
    {
        string[] read = [.. Read()];

        Assert.True(read.Length > 20, "variables are read");
        VariableNames.Check(read);
    }

    [Fact]
    public void The_code_reads_every_accepted_variable()
    {
        string[] read = [.. Read()];

        // A variable is accepted only under its exact name.
        Assert.All(read, name => Assert.Throws<ConfigurationException>(() => VariableNames.Check([name + "_"])));
        Assert.Equal(read.Order(), VariableNames.Known.Order());
    }

    [Fact]
    public void Every_variable_that_the_template_sets_is_accepted()
    {
        string[] set = [.. Variable().Matches(File.ReadAllText(Path.Combine(Repository.Root, "template.yaml"))).Select(match => match.Groups[1].Value).Distinct()];

        Assert.NotEmpty(set);
        VariableNames.Check(set);
    }

    private static HashSet<string> Read()
    {
        var asked = new HashSet<string>();
        using var options = new AuthorizerOptions();
        _ = SettingsReader.Read(
            name =>
            {
                _ = asked.Add(name);
                return options.Variables.GetValueOrDefault(name);
            },
            "/nowhere");
        return [.. asked.Where(name => name.StartsWith("AUTHORIZER_", StringComparison.Ordinal))];
    }

    [GeneratedRegex("^ +(AUTHORIZER_[A-Z_]+): *[^ \\n]", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
