using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Authorizer.ManagedRsa;

/// <summary>
/// Montgomery multiplication (P. L. Montgomery, "Modular Multiplication Without Trial Division", 1985) in blocks of four limbs, for
/// vector instructions that multiply 32 by 32 bits.
/// </summary>
/// <remarks>
/// Sums cannot overflow. The largest modulus has 304 limbs, so a sum has at most 608 products. Each product is below 2^54 and the carry is
/// below 2^37, so the sum is below 2^64.
/// </remarks>
internal static class MontgomeryMultiplication
{
    /// <summary>The number of bits of a limb.</summary>
    public const int LimbBits = 27;

    /// <summary>All bits of a limb.</summary>
    public const ulong LimbMask = (1UL << LimbBits) - 1;

    /// <summary>
    /// The number of limbs that are multiplied at a time. Each array of a number has this many zeros after its last limb.
    /// </summary>
    public const int BlockLimbs = 4;

    /// <summary>
    /// The number of limbs for a number of <paramref name="bits"/> bits, rounded up to a multiple of <see cref="BlockLimbs"/>.
    /// </summary>
    public static int LimbsFor(int bits) => (bits + (LimbBits * BlockLimbs) - 1) / (LimbBits * BlockLimbs) * BlockLimbs;

    /// <summary>
    /// Computes <c>left · right / R</c> modulo the modulus, where R is 2 to the power of the number of bits of all limbs.
    /// </summary>
    /// <param name="left">Below twice the modulus. The same limit applies to <paramref name="right"/>.</param>
    /// <param name="modulus">Odd and below R / 4.</param>
    /// <param name="negativeInverse">The inverse of minus the modulus, modulo 2^27.</param>
    /// <param name="sums">Work space of two entries per limb.</param>
    /// <param name="result">Receives the product, which is below twice the modulus. May be the array of a factor.</param>
    public static unsafe void Multiply(
        ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right, ReadOnlySpan<ulong> modulus, ulong negativeInverse, Span<ulong> sums, Span<ulong> result)
    {
        int limbs = sums.Length / 2;
        int padded = limbs + BlockLimbs;
        ArgumentOutOfRangeException.ThrowIfNotEqual(left.Length, padded);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, padded);
        ArgumentOutOfRangeException.ThrowIfNotEqual(modulus.Length, padded);
        ArgumentOutOfRangeException.ThrowIfNotEqual(result.Length, padded);
        sums.Clear();
        fixed (ulong* a = left, b = right, n = modulus, s = sums)
        {
            for (int i = 0; i < limbs; i += BlockLimbs)
            {
                Block(a, b + i, n, negativeInverse, s + i, limbs);
            }
        }

        ulong carry = 0;
        for (int i = 0; i < limbs; i++)
        {
            carry += sums[limbs + i];
            result[i] = carry & LimbMask;
            carry >>= LimbBits;
        }
    }

    // sums += a · (four limbs of b) + q · n, where q makes the lowest four sums zero.
    private static unsafe void Block(ulong* a, ulong* b, ulong* n, ulong negativeInverse, ulong* sums, int limbs)
    {
        ulong* q = stackalloc ulong[BlockLimbs];
        ulong carry = 0;
        for (int i = 0; i < BlockLimbs; i++)
        {
            ulong sum = sums[i] + (a[i] * b[0]) + carry;
            for (int j = 1; j <= i; j++)
            {
                sum += (a[i - j] * b[j]) + (n[i - j + 1] * q[j - 1]);
            }

            q[i] = (sum * negativeInverse) & LimbMask;
            carry = (sum + (n[0] * q[i])) >> LimbBits;
        }

        sums[BlockLimbs] += carry;
        if (Avx2.IsSupported)
        {
            AddProductsAvx2(a, b, n, q, sums, limbs);
        }
        else
        {
            AddProducts(a, b, n, q, sums, limbs);
        }
    }

    // Adds the products of the rest of the block, for every j from 4 on: sums[j] += Σ a[j - i] · b[i] + n[j - i] · q[i].
    private static unsafe void AddProducts(ulong* a, ulong* b, ulong* n, ulong* q, ulong* sums, int limbs)
    {
        Vector128<uint> b0 = Repeated(b), b1 = Repeated(b + 1), b2 = Repeated(b + 2), b3 = Repeated(b + 3);
        Vector128<uint> q0 = Repeated(q), q1 = Repeated(q + 1), q2 = Repeated(q + 2), q3 = Repeated(q + 3);
        for (int j = BlockLimbs; j < limbs + BlockLimbs; j += BlockLimbs)
        {
            Vector128<ulong> low = Vector128.Load(sums + j), high = Vector128.Load(sums + j + 2);
            AddProduct(ref low, ref high, b0, a + j);
            AddProduct(ref low, ref high, b1, a + j - 1);
            AddProduct(ref low, ref high, b2, a + j - 2);
            AddProduct(ref low, ref high, b3, a + j - 3);
            AddProduct(ref low, ref high, q0, n + j);
            AddProduct(ref low, ref high, q1, n + j - 1);
            AddProduct(ref low, ref high, q2, n + j - 2);
            AddProduct(ref low, ref high, q3, n + j - 3);
            low.Store(sums + j);
            high.Store(sums + j + 2);
        }
    }

    private static unsafe Vector128<uint> Repeated(ulong* limb) => Vector128.Create((uint)*limb);

    // low += factor · limbs 0 and 1; high += factor · limbs 2 and 3.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void AddProduct(ref Vector128<ulong> low, ref Vector128<ulong> high, Vector128<uint> factor, ulong* limbs)
    {
        Vector128<uint> first = Vector128.Load((uint*)limbs), second = Vector128.Load((uint*)(limbs + 2));
        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<uint> all = AdvSimd.Arm64.UnzipEven(first, second);
            low = AdvSimd.MultiplyWideningLowerAndAdd(low, all.GetLower(), factor.GetLower());
            high = AdvSimd.MultiplyWideningUpperAndAdd(high, all, factor);
        }
        else if (Sse2.IsSupported)
        {
            low += Sse2.Multiply(factor, first);
            high += Sse2.Multiply(factor, second);
        }
        else
        {
            low += first.AsUInt64() * factor[0];
            high += second.AsUInt64() * factor[0];
        }
    }

    // Computes the same sums as AddProducts, with vectors of twice the size.
    private static unsafe void AddProductsAvx2(ulong* a, ulong* b, ulong* n, ulong* q, ulong* sums, int limbs)
    {
        Vector256<uint> b0 = RepeatedAvx2(b), b1 = RepeatedAvx2(b + 1), b2 = RepeatedAvx2(b + 2), b3 = RepeatedAvx2(b + 3);
        Vector256<uint> q0 = RepeatedAvx2(q), q1 = RepeatedAvx2(q + 1), q2 = RepeatedAvx2(q + 2), q3 = RepeatedAvx2(q + 3);
        for (int j = BlockLimbs; j < limbs + BlockLimbs; j += Vector256<ulong>.Count)
        {
            Vector256<ulong> x = Avx.LoadVector256(sums + j) + ProductAvx2(b0, a + j) + ProductAvx2(b1, a + j - 1) + ProductAvx2(b2, a + j - 2) + ProductAvx2(b3, a + j - 3);
            Vector256<ulong> y = ProductAvx2(q0, n + j) + ProductAvx2(q1, n + j - 1) + ProductAvx2(q2, n + j - 2) + ProductAvx2(q3, n + j - 3);
            Avx.Store(sums + j, x + y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<uint> RepeatedAvx2(ulong* limb) => Avx2.BroadcastScalarToVector256(limb).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe Vector256<ulong> ProductAvx2(Vector256<uint> factor, ulong* limbs) =>
        Avx2.Multiply(factor, Avx.LoadVector256((uint*)limbs));
}
