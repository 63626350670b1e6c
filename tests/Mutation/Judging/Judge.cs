using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mutation.Sources;

namespace Mutation.Judging;

/// <summary>Tests one mutant after another.</summary>
internal static class Judge
{
    /// <summary>Judges a mutant.</summary>
    public static async Task<Judged> JudgeAsync(CodeMutation mutant, Reach reach, WorkerProcess worker)
    {
        IReadOnlyList<TestLimit> tests = reach.TestsFor(mutant);
        if (tests.Count == 0)
        {
            return new Judged(mutant, new Answer(Verdict.NotCovered));
        }

        Answer answer = await worker.AskAsync(new Question(mutant.Id, tests));
        while (answer.Verdict == Verdict.Unsure)
        {
            // Repeated in a fresh process. A test that also fails there without the mutant is not used for this mutant again.
            var suspect = tests.Where(test => test.Name == answer.Test).ToList();
            answer = await worker.AskAsync(new Question(mutant.Id, suspect));
            if (answer.Verdict is Verdict.Unsure or Verdict.Survived)
            {
                tests = [.. tests.Except(suspect)];
                answer = await worker.AskAsync(new Question(mutant.Id, tests));
            }
        }

        if (answer is { Verdict: Verdict.Killed, Test: { } test })
        {
            reach.Noticed(mutant, test);
        }

        return new Judged(mutant, answer);
    }
}

/// <summary>A mutant and its verdict.</summary>
internal sealed record Judged(CodeMutation Mutant, Answer Answer);
