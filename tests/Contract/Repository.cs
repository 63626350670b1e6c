using System;
using System.IO;

namespace Contract;

/// <summary>Where the repository is, and what lies beside it.</summary>
public static class Repository
{
    /// <summary>The nearest folder above that holds the solution.</summary>
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
