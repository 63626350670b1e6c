namespace LoadTest;

/// <summary>The options of a run.</summary>
/// <param name="Rounds">The number of fresh sandboxes of each contender in each scenario.</param>
/// <param name="Full">Whether to measure every contender in every part.</param>
/// <param name="Only">The parts to run. If empty, all parts run.</param>
/// <param name="Peers">The peers to measure.</param>
/// <param name="Bootstraps">Builds of our authorizer, as <c>NAME=DIRECTORY</c>. If empty, the published build is measured.</param>
internal sealed record RunOptions(int Rounds, bool Full, string[] Only, string[] Peers, string[] Bootstraps);
