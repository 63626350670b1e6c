using System.Text;
using System.Text.Json;
using LoadTest.Measurements;
using LoadTest.Sandboxes;
using LoadTest.Workload;

namespace LoadTest.Contenders;

/// <summary>Checks the decisions of every contender before the measurement, because the times of a wrong program mean nothing.</summary>
internal static class Correctness
{
    /// <summary>Checks a contender's decisions.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="contender">The contender to check.</param>
    /// <param name="libraries">Receives the libraries that the contender uses.</param>
    /// <exception cref="LoadTestException">A decision is wrong.</exception>
    public static void Check(Bench bench, Contender contender, PrivateLibraries libraries)
    {
        using var run = new SandboxRun(bench, contender);
        _ = run.AwaitFirstPoll();
        Expect(run, contender, "a good token", Traffic.Event(Traffic.Token(1), "/pets"), "Allow");
        Expect(run, contender, "a tampered token", Traffic.Tampered(), "Unauthorized");
        Expect(run, contender, "an expired token", Traffic.Expired(), "Unauthorized");
        Expect(run, contender, "no token", Traffic.Anonymous(), "Unauthorized");
        Expect(run, contender, "a route that is not permitted", Traffic.NotPermitted(), "Deny");
        Expect(run, contender, "the good token again", Traffic.Event(Traffic.Token(1), "/pets"), "Allow");
        libraries.AddThoseOf(run.Process.ProcessId);
    }

    /// <summary>Whether a contender starts. An older build of our authorizer may not support a setting.</summary>
    /// <param name="bench">The shared setup of all runs.</param>
    /// <param name="contender">The contender to check.</param>
    /// <returns>Whether the contender requests an event.</returns>
    public static bool Starts(Bench bench, Contender contender)
    {
        using var run = new SandboxRun(bench, contender);
        try
        {
            _ = run.AwaitFirstPoll();
            return true;
        }
        catch (LoadTestException)
        {
            return false;
        }
    }

    private static void Expect(SandboxRun run, Contender contender, string what, byte[] payload, string expected)
    {
        _ = run.Answer(payload);
        string body = Encoding.UTF8.GetString(run.Api.Body);
        string actual = Read(body, run.Api.IsError);
        run.Continue();
        if (actual != expected)
        {
            throw new LoadTestException($"{contender.Name} answers {what} with {actual} instead of {expected}: {body}");
        }
    }

    private static string Read(string body, bool isError)
    {
        using var answer = JsonDocument.Parse(body);
        return isError
            ? answer.RootElement.GetProperty("errorMessage").GetString()!
            : answer.RootElement.GetProperty("policyDocument").GetProperty("Statement")[0].GetProperty("Effect").GetString()!;
    }
}
