using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using ArchUnitNET.Fluent.Slices;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Authorizer.Lambda.Hosting;
using Authorizer.ManagedRsa;
using Contract;
using Xunit;

namespace Authorizer.Tests.Architecture;

/// <summary>The namespaces have the dependencies that ARCHITECTURE.md lists, and no cycles.</summary>
public sealed partial class NamespaceTests
{
    private static readonly ArchUnitNET.Domain.Architecture Assemblies = new ArchLoader()
        .LoadAssemblies(typeof(Authorization).Assembly, typeof(ManagedRs256).Assembly, typeof(AuthorizerFunction).Assembly)
        .Build();

    [Fact]
    public void The_namespaces_have_no_dependency_cycles()
    {
        SliceRuleDefinition.Slices().Matching("Authorizer.(**)").Should().BeFreeOfCycles().Check(Assemblies);
    }

    [Fact]
    public void The_page_shows_the_actual_dependencies()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "src", "Authorizer", "ARCHITECTURE.md"));
        SortedDictionary<string, string> described = new(
            GraphRow().Matches(page).ToDictionary(
                row => row.Groups[1].Value, row => string.Join(", ", NamespaceName().Matches(row.Groups[2].Value).Select(name => name.Value).Order(StringComparer.Ordinal))),
            StringComparer.Ordinal);

        SortedDictionary<string, string> real = new(
            Assemblies.Types
                .Where(type => type.Namespace is not null && IsOurs(type.Namespace.FullName))
                .GroupBy(type => Short(type.Namespace.FullName))
                .ToDictionary(
                    types => types.Key,
                    types => string.Join(
                        ", ",
                        types.SelectMany(type => type.Dependencies)
                            .Select(dependency => dependency.Target.Namespace?.FullName)
                            .OfType<string>()
                            .Where(IsOurs)
                            .Select(Short)
                            .Where(name => name != types.Key)
                            .Distinct()
                            .Order(StringComparer.Ordinal))),
            StringComparer.Ordinal);

        Assert.Equal(string.Join('\n', real.Select(row => $"{row.Key}: {row.Value}")), string.Join('\n', described.Select(row => $"{row.Key}: {row.Value}")));
    }

    [GeneratedRegex(@"^\| `([A-Z][\w.]*)` \| ([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex GraphRow();

    [GeneratedRegex(@"(?<=`)[A-Z][\w.]*(?=`)")]
    private static partial Regex NamespaceName();

    private static bool IsOurs(string name) => name == "Authorizer" || name.StartsWith("Authorizer.", StringComparison.Ordinal);

    private static string Short(string name) => name.StartsWith("Authorizer.", StringComparison.Ordinal) ? name["Authorizer.".Length..] : name;
}
