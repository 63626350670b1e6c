using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LoadTest.Contenders;

namespace LoadTest.Measurements;

/// <summary>Checks the harness before a run: it measures a program with known times (<c>delay.c</c>).</summary>
internal static class HarnessCheck
{
    private const double StartMilliseconds = 50;
    private const double AnswerMilliseconds = 20;

    // The tolerance in milliseconds, for the process start and timer slack. A busy machine exceeds it in some attempts, but not in all.
    private const double Tolerance = 3;
    private const int Rounds = 7;

    /// <summary>Runs the check.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="executable">The path of the built <c>delay.c</c>.</param>
    /// <returns>The result, for the report.</returns>
    /// <exception cref="LoadTestException">The measured times differ from the known times.</exception>
    public static string Run(Bench bench, string executable)
    {
        var contender = new Contender("delay", "sleeps", [executable], 0);
        List<double> starts = [];
        List<double> answers = [];
        for (int round = 0; round < Rounds; round++)
        {
            using var run = new SandboxRun(bench, contender);
            starts.Add(run.AwaitFirstPoll());
            answers.Add(run.Answers(3, _ => "{}"u8.ToArray()).Minimum);
        }

        double start = starts.Min();
        double answer = answers.Min();
        string found = string.Create(
            CultureInfo.InvariantCulture,
            $"the test program sleeps {StartMilliseconds} ms before its first poll and {AnswerMilliseconds} ms before a response; "
                + $"measured {start:0.00} ms and {answer:0.00} ms");
        return IsNear(start, StartMilliseconds) && IsNear(answer, AnswerMilliseconds)
            ? found
            : throw new LoadTestException($"the harness measures known times wrongly: {found}; run the load test on an idle machine");
    }

    private static bool IsNear(double measured, double known) => measured >= known && measured < known + Tolerance;
}
