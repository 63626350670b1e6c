using System.Collections.Generic;
using System.Globalization;
using Authorizer.Options;

namespace Authorizer.Permissions;

/// <summary>A permissions file cannot be used. The message is that of the first problem, and says how many more there are.</summary>
/// <param name="file">What the file is called.</param>
/// <param name="problems">At least one problem, in the file's order.</param>
internal sealed class PermissionsException(string file, IReadOnlyList<PermissionsProblem> problems)
    : ConfigurationException(problems[0].Message(file) + More(problems.Count - 1))
{
    /// <summary>All problems found. Reading goes on behind a rule that is wrong, not behind text that is no JSON.</summary>
    public IReadOnlyList<PermissionsProblem> Problems { get; } = problems;

    private static string More(int count) =>
        count == 0 ? string.Empty : $" ({count.ToString(CultureInfo.InvariantCulture)} more: make check lists all.)";
}
