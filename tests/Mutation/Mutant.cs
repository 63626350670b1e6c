#nullable enable
#pragma warning disable
namespace Mutation;

/// <summary>
/// The switch between the original code and its mutants. This file is compiled into the mutated assembly. A test process sets
/// <see cref="Active"/>. A child process reads the value from the environment.
/// </summary>
public static class Mutant
{
    public const string ActiveVariable = "MUTANT";
    public const string TrackingVariable = "MUTANT_TRACKING";
    private const int MaxMutants = 65536;

    /// <summary>The number of the active mutant. With 0, the original code runs.</summary>
    public static int Active =
        int.TryParse(System.Environment.GetEnvironmentVariable(ActiveVariable), out int active) ? active : 0;

    /// <summary>The mutants that the current test reaches. Only one test runs at a time.</summary>
    public static byte[] Reached = new byte[MaxMutants];

    /// <summary>The mutants that static initialization reaches. It runs only once, so every test can depend on them.</summary>
    public static readonly byte[] ReachedByAll = new byte[MaxMutants];

    private static readonly bool Tracking = System.Environment.GetEnvironmentVariable(TrackingVariable) is not null;
    private static readonly byte[] Seen = new byte[MaxMutants];

    public static bool Is(int mutant)
    {
        if (Tracking)
        {
            Track(mutant);
        }

        return mutant == Active;
    }

    public static void Forget() => Reached = new byte[MaxMutants];

    private static void Track(int mutant)
    {
        Reached[mutant] = 1;
        if (Seen[mutant] == 0)
        {
            Seen[mutant] = 1;
            if (IsInitializing())
            {
                ReachedByAll[mutant] = 1;
            }
        }
    }

    private static bool IsInitializing()
    {
        foreach (System.Diagnostics.StackFrame frame in new System.Diagnostics.StackTrace().GetFrames())
        {
            if (frame.GetMethod()?.Name == ".cctor")
            {
                return true;
            }
        }

        return false;
    }
}
