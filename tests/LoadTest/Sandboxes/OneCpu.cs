using System;
using System.ComponentModel;

namespace LoadTest.Sandboxes;

/// <summary>
/// Keeps the calling thread, and the sandboxes it starts meanwhile, on one CPU. An invocation is a game of two in which only one is ever
/// at work; on two CPUs each move would wake an idle one, and how long that takes depends on the machine and not on the players.
/// </summary>
internal sealed unsafe class OneCpu : IDisposable
{
    // A cpu_set_t: a bit for each of 1,024 CPUs.
    private const int MaskWords = 16;
    private readonly ulong[] _before = new ulong[MaskWords];

    public OneCpu()
    {
        fixed (ulong* before = _before)
        {
            if (Libc.GetAffinity(0, MaskWords * sizeof(ulong), before) < 0)
            {
                throw new Win32Exception();
            }
        }

        // The last one that is permitted: interrupts prefer the first.
        int word = Array.FindLastIndex(_before, bits => bits != 0);
        ulong[] one = new ulong[MaskWords];
        one[word] = 1UL << (63 - System.Numerics.BitOperations.LeadingZeroCount(_before[word]));
        Set(one);
    }

    public void Dispose() => Set(_before);

    private static void Set(ulong[] mask)
    {
        fixed (ulong* bits = mask)
        {
            if (Libc.SetAffinity(0, MaskWords * sizeof(ulong), bits) < 0)
            {
                throw new Win32Exception();
            }
        }
    }
}
