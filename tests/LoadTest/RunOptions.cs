namespace LoadTest;

/// <summary>The options of a run.</summary>
/// <param name="Rounds">Fresh sandboxes of each contender in each scenario.</param>
/// <param name="Full">Whether to measure every contender in every part.</param>
/// <param name="Only">The parts to run; if empty, all.</param>
/// <param name="Peers">The peers to measure.</param>
/// <param name="Bootstraps">Builds of ours, <c>NAME=DIRECTORY</c>; if empty, the published one.</param>
internal sealed record RunOptions(int Rounds, bool Full, string[] Only, string[] Peers, string[] Bootstraps);
