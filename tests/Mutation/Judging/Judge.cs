using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Mutation.Sources;

namespace Mutation.Judging;

/// <summary>Finds the verdict on a mutant.</summary>
internal static class Judge
{
    /// <summary>Runs the tests that reach a mutant until one of them detects the mutant.</summary>
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
            // The suspect test is repeated in a fresh process. If the test also fails there without the mutant, it is not used for this mutant again.
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
