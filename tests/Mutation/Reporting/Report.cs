using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mutation.Judging;
using Mutation.Sources;

namespace Mutation.Reporting;

/// <summary>The results of a run, as Markdown, as JSON, and as a table on the terminal.</summary>
internal sealed class Report
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly RunOptions _options;
    private readonly RunSettings _settings;
    private readonly MutatedAssembly _assembly;
    private readonly Reach _reach;
    private readonly Judged[] _judged;
    private readonly Judged[] _survivors;
    private readonly List<string> _stale = [];
    private readonly IReadOnlyList<FolderScore> _folders;
    private readonly FolderScore _total;
    private readonly TimeSpan _elapsed;

    /// <summary>Counts the verdicts.</summary>
    public Report(RunOptions options, RunSettings settings, MutatedAssembly assembly, Reach reach, Judged[] judged, ReviewedMutants reviewed, TimeSpan elapsed)
    {
        (_options, _settings, _assembly, _reach, _judged, _elapsed) = (options, settings, assembly, reach, judged, elapsed);
        _survivors = [.. judged.Where(each => !IsNoticed(each) && reviewed.Find(each.Mutant) is null)];
        _folders = [.. judged.GroupBy(each => each.Mutant.Folder).OrderBy(folder => folder.Key, StringComparer.Ordinal).Select(folder => Score(folder.Key, [.. folder], reviewed))];
        _total = Score("total", judged, reviewed);
        foreach (ReviewedMutant entry in reviewed.Entries.Where(entry => assembly.Contains(entry.File)))
        {
            Judged[] matching = [.. judged.Where(each => entry.Matches(each.Mutant))];
            if (!assembly.Mutants.Any(entry.Matches))
            {
                _stale.Add($"{entry.File} {entry.Member}: the mutant \"{entry.Before}\" => \"{entry.After}\" no longer exists; remove the entry");
            }
            else if (matching.Length > 0 && matching.All(IsNoticed))
            {
                _stale.Add($"{entry.File} {entry.Member}: a test now detects \"{entry.Before}\" => \"{entry.After}\"; remove the entry");
            }
        }
    }

    /// <summary>Writes <c>report.md</c> and <c>report.json</c>.</summary>
    public void Write(string folder)
    {
        var text = new StringBuilder();
        _ = text.AppendLine("# Mutants").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"Score {_total.Percent} % (goal {_settings.Goal} %), {_judged.Length} of {_assembly.Mutants.Count} mutants, seed {_options.Seed}, {_assembly.LeftOut} left out because they do not compile, {_elapsed.TotalSeconds:0} s.")
            .AppendLine().AppendLine("| folder | mutants | killed | timeout | survived | not covered | reviewed | score |").AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (FolderScore row in _folders.Append(_total))
        {
            _ = text.AppendLine(CultureInfo.InvariantCulture, $"| {row.Folder} | {row.Mutants} | {row.Killed} | {row.TimedOut} | {row.Survived} | {row.NotCovered} | {row.Reviewed} | {row.Percent} % |");
        }

        AppendList(text, "Outdated entries of reviewed.json", _stale);
        AppendList(text, "Tests that fail without a mutant and were not used", _reach.Unreliable);
        if (_survivors.Length > 0)
        {
            _ = text.AppendLine().AppendLine("## Survivors");
        }

        foreach (Judged each in _survivors)
        {
            CodeMutation mutant = each.Mutant;
            _ = text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{mutant.File}:{mutant.Line} `{mutant.Member}`: {mutant.Site.Kind}, {Words(each.Answer.Verdict)}").AppendLine()
                .AppendLine("```diff").AppendLine("- " + mutant.Before).AppendLine("+ " + mutant.After).AppendLine("```");
        }

        File.WriteAllText(Path.Combine(folder, "report.md"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "report.json"), JsonSerializer.Serialize(
            new
            {
                _options.Seed,
                Score = _total.Percent,
                Folders = _folders,
                Total = _total,
                _assembly.LeftOut,
                Stale = _stale,
                _reach.Unreliable,
                Mutants = _judged.Select(each => new
                {
                    each.Mutant.File,
                    each.Mutant.Line,
                    each.Mutant.Member,
                    each.Mutant.Site.Kind,
                    each.Mutant.Before,
                    each.Mutant.After,
                    each.Answer.Verdict,
                    each.Answer.Test,
                    each.Answer.Message,
                    Survives = _survivors.Contains(each),
                }),
            },
            Indented));
    }

    /// <summary>Prints the table, and the mutants to review.</summary>
    public int Print()
    {
        Console.WriteLine();
        Console.WriteLine($"{"folder",-12}{"mutants",9}{"killed",8}{"timeout",9}{"survived",10}{"uncovered",11}{"reviewed",10}{"score",9}");
        foreach (FolderScore row in _folders.Append(_total))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Folder,-12}{row.Mutants,9}{row.Killed,8}{row.TimedOut,9}{row.Survived,10}{row.NotCovered,11}{row.Reviewed,10}{row.Percent,8:0.0}%"));
        }

        Console.WriteLine();
        foreach (string problem in _stale)
        {
            Console.WriteLine("reviewed.json: " + problem);
        }

        foreach (string test in _reach.Unreliable)
        {
            Console.WriteLine($"warning: {test} fails without a mutant, so it is not used");
        }

        foreach (Judged each in _survivors.Take(20))
        {
            Console.WriteLine($"{(_options.Count is null ? string.Empty : "warning: ")}{each.Mutant.File}:{each.Mutant.Line}: {Words(each.Answer.Verdict)}: {each.Mutant.Site.Kind}");
            Console.WriteLine("  - " + each.Mutant.Before);
            Console.WriteLine("  + " + each.Mutant.After);
        }

        bool reached = _total.Percent >= _settings.Goal;
        bool complete = _options.Count is not null || _survivors.Length == 0;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(reached && complete ? "mutate: passed" : "mutate: failed")}: {_total.Percent:0.0} % of the mutants are detected "
            + $"(goal: {_settings.Goal} %). Unreviewed survivors: {_survivors.Length}, listed in artifacts/mutation/{_options.Settings}/report.md."));
        return reached && complete ? 0 : 1;
    }

    private static bool IsNoticed(Judged each) => each.Answer.Verdict is Verdict.Killed or Verdict.TimedOut or Verdict.Crashed;

    private static string Words(Verdict verdict) => verdict == Verdict.NotCovered ? "no test reaches the mutant" : "no test detects the mutant";

    private static void AppendList(StringBuilder text, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count > 0)
        {
            _ = text.AppendLine().AppendLine("## " + title).AppendLine();
            foreach (string line in lines)
            {
                _ = text.AppendLine("- " + line);
            }
        }
    }

    private static FolderScore Score(string folder, Judged[] judged, ReviewedMutants reviewed)
    {
        int Count(Func<Judged, bool> which) => judged.Count(which);
        int accepted = Count(each => !IsNoticed(each) && reviewed.Find(each.Mutant) is not null);
        int noticed = Count(IsNoticed);
        int counted = judged.Length - accepted;
        return new FolderScore(
            folder,
            judged.Length,
            Count(each => each.Answer.Verdict is Verdict.Killed or Verdict.Crashed),
            Count(each => each.Answer.Verdict == Verdict.TimedOut),
            Count(each => each.Answer.Verdict == Verdict.Survived && reviewed.Find(each.Mutant) is null),
            Count(each => each.Answer.Verdict == Verdict.NotCovered && reviewed.Find(each.Mutant) is null),
            accepted,
            counted == 0 ? 100 : Math.Floor(1000.0 * noticed / counted) / 10);
    }
}

/// <summary>The numbers of mutants in a folder, by verdict.</summary>
internal sealed record FolderScore(string Folder, int Mutants, int Killed, int TimedOut, int Survived, int NotCovered, int Reviewed, double Percent);
