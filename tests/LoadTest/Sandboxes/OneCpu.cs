using System;
using System.ComponentModel;

namespace LoadTest.Sandboxes;

/// <summary>
/// Pins the calling thread, and the sandboxes that it starts, to one CPU. During an invocation, only one of the two processes
/// works at a time. On two CPUs, each message would wake an idle CPU, and the wake-up time depends on the machine.
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

        // The last permitted CPU, because interrupts prefer the first.
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
