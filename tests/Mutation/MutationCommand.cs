using System;
using System.CommandLine;
using System.Threading.Tasks;

namespace Mutation;

/// <summary>The command line of mutation testing.</summary>
internal static class MutationCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        Option<int> seed = new("--seed") { Description = "selects the sample", DefaultValueFactory = _ => 1 };
        Option<int?> count = new("--count") { Description = "the number of mutants to judge [default: all]" };
        Option<string[]> folders = new("--folders")
        {
            Description = "the folders to mutate [default: the folders in settings.json]",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<int?> seconds = new("--seconds") { Description = "judge no other mutant after this time" };
        Option<string> settings = new("--settings")
        {
            Description = "the settings file in tests/Mutation, without .json; it lists the project and the tests",
            DefaultValueFactory = _ => "settings",
        };
        Option<bool> list = new("--list") { Description = "list the mutants and stop" };
        var root = new RootCommand("Makes small changes to the code, one at a time, and reports the changes that no test detects.")
        {
            seed, count, folders, seconds, settings, list,
        };
        root.SetAction(async parsed =>
        {
            try
            {
                return await MutationRun.RunAsync(new RunOptions(
                    parsed.GetValue(seed), parsed.GetValue(count), parsed.GetValue(folders)!, parsed.GetValue(seconds), parsed.GetValue(settings)!, parsed.GetValue(list)));
            }
            catch (MutationException problem)
            {
                await Console.Error.WriteLineAsync("mutate: " + problem.Message);
                return 1;
            }
        });
        return root.Parse(arguments).InvokeAsync();
    }
}

/// <summary>The options of a run.</summary>
/// <param name="Seed">Selects the sample.</param>
/// <param name="Count">The size of the sample. With <see langword="null"/>, every mutant is judged.</param>
/// <param name="Folders">The folders to mutate. If empty, the folders of the settings are mutated.</param>
/// <param name="Seconds">The time in seconds after which no other mutant is judged.</param>
/// <param name="Settings">The name of the settings file without <c>.json</c>. The folder of the reports has the same name.</param>
/// <param name="List">Whether to list the mutants and stop.</param>
internal sealed record RunOptions(int Seed, int? Count, string[] Folders, int? Seconds, string Settings, bool List);
