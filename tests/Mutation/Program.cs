using Mutation;
using Mutation.Judging;

// A worker is in the folder of the tests, without the libraries that the command needs.
return args is ["worker", string mode, string tests, string mutated, .. string[] notJudging]
    ? await Worker.RunAsync(mode, tests, mutated, notJudging)
    : await MutationCommand.RunAsync(args);
