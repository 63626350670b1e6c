using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Mutation.Judging;

/// <summary>
/// Runs single tests of an assembly in this process, repeatedly and in any order. Most tests take only a few milliseconds, because their
/// code is already compiled and the caches are warm.
/// </summary>
internal sealed class TestRunner
{
    private readonly ITestFrameworkExecutor _executor;
    private readonly Dictionary<string, List<ITestCase>> _tests;

    private TestRunner(ITestFrameworkExecutor executor, Dictionary<string, List<ITestCase>> tests) => (_executor, _tests) = (executor, tests);

    /// <summary>The names of the test methods.</summary>
    public IReadOnlyCollection<string> Tests => _tests.Keys;

    /// <summary>Finds the tests of an assembly.</summary>
    public static async Task<TestRunner> LoadAsync(Assembly assembly, string[] notJudging)
    {
        TestContext.SetForInitialization(null, false, false);
        var framework = new XunitTestFramework();
        var tests = new Dictionary<string, List<ITestCase>>(StringComparer.Ordinal);
        await framework.GetDiscoverer(assembly).Find(
            test =>
            {
                string name = $"{test.TestClassName}.{test.TestMethodName}";
                if (Array.Exists(notJudging, beginning => name.StartsWith(beginning, StringComparison.Ordinal)))
                {
                    return ValueTask.FromResult(true);
                }

                if (!tests.TryGetValue(name, out List<ITestCase>? cases))
                {
                    tests.Add(name, cases = []);
                }

                cases.Add(test);
                return ValueTask.FromResult(true);
            },
            new RunOptions());
        return new TestRunner(framework.GetExecutor(assembly), tests);
    }

    /// <summary>Runs a test method with each row of its data until the first failure.</summary>
    /// <returns>The failure message, or <see langword="null"/> if the test passes.</returns>
    public async Task<string?> RunAsync(string test)
    {
        TestContext.SetForInitialization(null, false, false);
        var sink = new FirstFailure();
        await _executor.RunTestCases(_tests[test], sink, new RunOptions());
        return sink.Failure;
    }

    private sealed class FirstFailure : IMessageSink
    {
        public string? Failure { get; private set; }

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is IErrorMetadata error)
            {
                Failure ??= error.Messages.FirstOrDefault() ?? "failed";
            }

            return Failure is null;
        }
    }

    private sealed class RunOptions : ITestFrameworkExecutionOptions, ITestFrameworkDiscoveryOptions
    {
        private readonly Dictionary<string, object?> _values = [];

        public RunOptions()
        {
            SetValue<bool?>("xunit.execution.SynchronousMessageReporting", true);
            SetValue<bool?>("xunit.execution.DisableParallelization", true);
        }

        public TValue? GetValue<TValue>(string name) => _values.TryGetValue(name, out object? value) ? (TValue?)value : default;

        public void SetValue<TValue>(string name, TValue value) => _values[name] = value;

        public string ToJson() => "{}";
    }
}
