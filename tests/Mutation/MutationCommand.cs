using System;
using System.CommandLine;
using System.Threading.Tasks;

namespace Mutation;

/// <summary>The command line.</summary>
internal static class MutationCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(string[] arguments)
    {
        Option<int> seed = new("--seed") { Description = "another seed is another sample", DefaultValueFactory = _ => 1 };
        Option<int?> count = new("--count") { Description = "how many mutants to judge [default: all]" };
        Option<string[]> folders = new("--folders")
        {
            Description = "the folders to change [default: those of settings.json]",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        Option<int?> seconds = new("--seconds") { Description = "begin with no other mutant after this time" };
        Option<string> settings = new("--settings")
        {
            Description = "the file of tests/Mutation that names the project and the judges, without .json",
            DefaultValueFactory = _ => "settings",
        };
        Option<bool> list = new("--list") { Description = "list the mutants and stop" };
        var root = new RootCommand("Changes the code in small ways, one at a time, and tells which changes no test notices.") { seed, count, folders, seconds, settings, list };
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

/// <summary>What a run is asked for.</summary>
/// <param name="Seed">Selects the sample.</param>
/// <param name="Count">The size of the sample; <see langword="null"/> judges every mutant.</param>
/// <param name="Folders">The folders to change; none for those of the settings.</param>
/// <param name="Seconds">After so many seconds, no other mutant is begun with.</param>
/// <param name="Settings">The name of the settings file, without <c>.json</c>; the reports are in a folder of that name.</param>
/// <param name="List">Whether to list the mutants and stop.</param>
internal sealed record RunOptions(int Seed, int? Count, string[] Folders, int? Seconds, string Settings, bool List);
