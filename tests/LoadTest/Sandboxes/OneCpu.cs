using System;
using System.ComponentModel;

namespace LoadTest.Sandboxes;

/// <summary>
/// Pins the calling thread and the sandboxes that it starts to one CPU. During an invocation, the harness and the sandbox work alternately. On
/// two CPUs, each message would wake an idle CPU, and the wake-up time depends on the machine.
/// </summary>
internal sealed unsafe class OneCpu : IDisposable
{
    // A cpu_set_t has one bit for each of 1,024 CPUs.
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

        // Uses the last permitted CPU, because the first CPU handles more interrupts.
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
