using System.Linq;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Benchmarks;

if (args.Contains("--in-turn"))
{
    InTurn.CompareRevocations();
    return;
}

// The benchmarks run in this process, because BenchmarkDotNet's build would publish the authorizer as a self-contained program.
IConfig config = DefaultConfig.Instance.WithArtifactsPath("artifacts/benchmarks").AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
_ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args.Length > 0 ? args : ["--filter", "*"], config);
