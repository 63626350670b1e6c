using Mutation;
using Mutation.Judging;

// A worker runs in the folder of the tests, which does not contain the libraries of the command.
return args is ["worker", string mode, string tests, string mutated, .. string[] notJudging]
    ? await Worker.RunAsync(mode, tests, mutated, notJudging)
    : await MutationCommand.RunAsync(args);
