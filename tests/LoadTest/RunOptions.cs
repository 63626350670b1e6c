namespace LoadTest;

/// <summary>What a run is asked to do.</summary>
/// <param name="Rounds">Fresh sandboxes of each contender in each scenario.</param>
/// <param name="Full">Takes its time: every contender in every part.</param>
/// <param name="Only">The parts to run; none: all.</param>
/// <param name="Peers">Whom to run beside ours.</param>
/// <param name="Bootstraps">Builds of ours, <c>NAME=DIRECTORY</c>; none: the published one.</param>
internal sealed record RunOptions(int Rounds, bool Full, string[] Only, string[] Peers, string[] Bootstraps);
