using System;
using System.Numerics;
using Authorizer.Signatures;

namespace Authorizer.ManagedRsa;

/// <summary>
/// Powers modulo an odd number, by Montgomery multiplication. Numbers are limbs of 27 bits, least significant first, each in 64:
/// so many products fit into one sum that carries wait until the end of a multiplication. With R the power of two that has one bit
/// more than the limbs together, a number x stands for x / R while powers are taken, and no division is ever needed. Not thread-safe.
/// </summary>
internal sealed class MontgomeryModulus
{
    private readonly int _limbs;
    private readonly ulong[] _modulus;
    private readonly ulong _negativeInverse;
    private readonly ulong[] _radixSquared;

    // Working space, so that taking a power allocates nothing.
    private readonly ulong[] _plain;
    private readonly ulong[] _base;
    private readonly ulong[] _power;
    private readonly ulong[] _sums;

    /// <summary>Makes a modulus.</summary>
    /// <param name="modulus">An odd number of at most <see cref="RsaSha256Key.MaxModulusBits"/> bits, big-endian, without leading zeros.</param>
    public MontgomeryModulus(ReadOnlySpan<byte> modulus)
    {
        // R is more than four times the modulus. Products of numbers below twice the modulus then stay below twice the modulus.
        int bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        _limbs = MontgomeryMultiplication.LimbsFor(bits + 2);
        _modulus = NewNumber();
        _radixSquared = NewNumber();
        _plain = NewNumber();
        _base = NewNumber();
        _power = NewNumber();
        _sums = new ulong[2 * _limbs];
        Read(modulus, _modulus);

        // Newton's iteration: each step doubles how many low bits of the inverse are right. An odd number is its own inverse in three.
        ulong inverse = _modulus[0];
        for (int right = 3; right < MontgomeryMultiplication.LimbBits; right *= 2)
        {
            inverse *= 2 - (_modulus[0] * inverse);
        }

        _negativeInverse = (0 - inverse) & MontgomeryMultiplication.LimbMask;
        ComputeRadixSquared(bits);
    }

    /// <summary>Raises a number to a power.</summary>
    /// <param name="value">The number, big-endian.</param>
    /// <param name="exponent">The power, odd and at least 3.</param>
    /// <param name="result">Takes the result, big-endian; as long as the modulus.</param>
    /// <returns>False when the number is not less than the modulus (RFC 8017, section 5.2.2).</returns>
    public bool TryRaise(ReadOnlySpan<byte> value, uint exponent, Span<byte> result)
    {
        Read(value, _plain);
        if (IsAtLeastModulus(_plain))
        {
            return false;
        }

        Multiply(_plain, _radixSquared, _base);
        _base.CopyTo(_power, 0);
        for (int bit = BitOperations.Log2(exponent) - 1; bit > 0; bit--)
        {
            Multiply(_power, _power, _power);
            if (((exponent >> bit) & 1) == 1)
            {
                Multiply(_power, _base, _power);
            }
        }

        // The last bit of the power is set. To multiply by the plain number does its step, and the way back from Montgomery's form.
        Multiply(_power, _power, _power);
        Multiply(_power, _plain, _power);
        SubtractModulusIfAtLeast(_power);
        Write(_power, result);
        return true;
    }

    private static void Read(ReadOnlySpan<byte> bytes, Span<ulong> number)
    {
        number.Clear();
        ulong pending = 0;
        int bits = 0;
        int limb = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            pending |= (ulong)bytes[i] << bits;
            bits += 8;
            if (bits >= MontgomeryMultiplication.LimbBits)
            {
                number[limb++] = pending & MontgomeryMultiplication.LimbMask;
                pending >>= MontgomeryMultiplication.LimbBits;
                bits -= MontgomeryMultiplication.LimbBits;
            }
        }

        number[limb] = pending;
    }

    private static void Write(ReadOnlySpan<ulong> number, Span<byte> bytes)
    {
        ulong pending = 0;
        int bits = 0;
        int limb = 0;
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            if (bits < 8)
            {
                pending |= number[limb++] << bits;
                bits += MontgomeryMultiplication.LimbBits;
            }

            bytes[i] = (byte)pending;
            pending >>= 8;
            bits -= 8;
        }
    }

    // R² modulo the modulus: from a power of two just below it by doubling to 2R, then by squaring, which doubles how many factors of
    // two stand before R, and doubling, which adds one, to as many as R has itself.
    private void ComputeRadixSquared(int bits)
    {
        int radixBits = _limbs * MontgomeryMultiplication.LimbBits;
        (int limb, int bit) = Math.DivRem(bits - 1, MontgomeryMultiplication.LimbBits);
        _radixSquared[limb] = 1UL << bit;
        for (int i = bits - 1; i <= radixBits; i++)
        {
            DoubleModulo(_radixSquared);
        }

        for (int i = BitOperations.Log2((uint)radixBits) - 1; i >= 0; i--)
        {
            Multiply(_radixSquared, _radixSquared, _radixSquared);
            if (((radixBits >> i) & 1) == 1)
            {
                SubtractModulusIfAtLeast(_radixSquared);
                DoubleModulo(_radixSquared);
            }
        }
    }

    // Of a number less than the modulus.
    private void DoubleModulo(Span<ulong> number)
    {
        ulong carry = 0;
        foreach (ref ulong limb in number[.._limbs])
        {
            limb = (limb << 1) | carry;
            carry = limb >> MontgomeryMultiplication.LimbBits;
            limb &= MontgomeryMultiplication.LimbMask;
        }

        SubtractModulusIfAtLeast(number);
    }

    // Of a number less than twice the modulus.
    private void SubtractModulusIfAtLeast(Span<ulong> number)
    {
        if (!IsAtLeastModulus(number))
        {
            return;
        }

        ulong borrow = 0;
        for (int i = 0; i < _limbs; i++)
        {
            ulong difference = number[i] - _modulus[i] - borrow;
            borrow = difference >> 63;
            number[i] = difference & MontgomeryMultiplication.LimbMask;
        }
    }

    private bool IsAtLeastModulus(ReadOnlySpan<ulong> number)
    {
        for (int i = _limbs - 1; i >= 0; i--)
        {
            if (number[i] != _modulus[i])
            {
                return number[i] > _modulus[i];
            }
        }

        return true;
    }

    private void Multiply(ulong[] left, ulong[] right, ulong[] result) =>
        MontgomeryMultiplication.Multiply(left, right, _modulus, _negativeInverse, _sums, result);

    private ulong[] NewNumber() => new ulong[_limbs + MontgomeryMultiplication.BlockLimbs];
}
