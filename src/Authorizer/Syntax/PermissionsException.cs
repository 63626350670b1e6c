using System.Collections.Generic;
using System.Globalization;
using Authorizer.Options;

namespace Authorizer.Syntax;

/// <summary>A permissions file is invalid. The message describes the first problem and counts the others.</summary>
/// <param name="problems">The problems, in the order in which they were found. Not empty.</param>
internal sealed class PermissionsException(string file, IReadOnlyList<PermissionsProblem> problems)
    : ConfigurationException(problems[0].Message(file) + More(problems.Count - 1))
{
    /// <summary>All problems of the file. If the file is not JSON, problems after the first syntax error are not found.</summary>
    public IReadOnlyList<PermissionsProblem> Problems { get; } = problems;

    private static string More(int count) =>
        count == 0 ? string.Empty : $" ({count.ToString(CultureInfo.InvariantCulture)} more; authz check lists all)";
}
