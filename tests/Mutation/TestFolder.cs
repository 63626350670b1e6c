using System;
using System.IO;
using Mutation.Sources;

namespace Mutation;

/// <summary>A folder with a copy of the built tests, the mutated assembly, and this program, which runs the tests.</summary>
internal static class TestFolder
{
    /// <summary>Creates the folder.</summary>
    public static string Make(string root, RunSettings settings, MutatedAssembly assembly)
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        string framework = Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/'));
        string built = Path.Combine(root, settings.Tests, "bin", configuration, framework);
        if (!Directory.Exists(built))
        {
            throw new MutationException($"{built} is missing; build {settings.Tests} first");
        }

        string folder = Path.Combine(root, "artifacts/mutation/tests");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        Copy(built, folder);
        string program = Path.GetFileNameWithoutExtension(typeof(TestFolder).Assembly.Location);
        foreach (string file in new[] { program + ".dll", program + ".runtimeconfig.json" })
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder, file), overwrite: true);
        }

        assembly.Write(Path.Combine(folder, assembly.Name + ".dll"));
        return folder;
    }

    // Copies the files except lists of dependencies (.deps.json). Without them, .NET loads the assemblies next to the program.
    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            if (!file.EndsWith(".deps.json", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }
        }

        foreach (string folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }
}
