using System;
using System.IO;
using Fuzz;
using SharpFuzz;

if (args is not [string name] || !FuzzTarget.All.TryGetValue(name, out Func<FuzzTarget>? make))
{
    Console.Error.WriteLine("Fuzz TARGET, one of: " + string.Join(", ", FuzzTarget.All.Keys));
    return 1;
}

// The target is created inside Run, because instrumented code records its coverage in memory that exists only there.
FuzzTarget? target = null;
Fuzzer.OutOfProcess.Run(stream =>
{
    using var input = new MemoryStream();
    stream.CopyTo(input);
    target ??= make();
    target.Run(input.ToArray());
});
return 0;
