using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using LoadTest.Contenders;

namespace LoadTest.Measurements;

/// <summary>Measures a program whose times are known (<c>delay.c</c>), before any whose times are not.</summary>
internal static class HarnessCheck
{
    private const double StartMilliseconds = 50;
    private const double AnswerMilliseconds = 20;

    // What a process start and a timer's slack may add; a busy machine adds more, but not always.
    private const double Tolerance = 3;
    private const int Rounds = 7;

    /// <summary>Measures it.</summary>
    /// <param name="bench">What all runs share.</param>
    /// <param name="executable">The built <c>delay.c</c>.</param>
    /// <returns>What was found, for the report.</returns>
    /// <exception cref="LoadTestException">The harness measures something else than what happened.</exception>
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
            $"a program that sleeps {StartMilliseconds} ms before its first poll and {AnswerMilliseconds} ms before an answer: measured {start:0.00} and {answer:0.00} ms");
        return IsNear(start, StartMilliseconds) && IsNear(answer, AnswerMilliseconds)
            ? found
            : throw new LoadTestException("the harness is not to be believed: " + found);
    }

    private static bool IsNear(double measured, double known) => measured >= known && measured < known + Tolerance;
}
