using System;
using System.IO;

namespace Contract;

/// <summary>The paths of the repository and of files next to it.</summary>
public static class Repository
{
    /// <summary>The root of the repository: the nearest parent folder that contains the solution.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Authorizer.sln")))
            {
                return directory.FullName;
            }
        }

        throw new DirectoryNotFoundException("the tests do not run inside the repository");
    }
}
