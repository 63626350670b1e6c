using System;
using System.Numerics;
using Authorizer.Signatures;

namespace Authorizer.ManagedRsa;

/// <summary>Computes powers modulo an odd number by Montgomery multiplication, without division. Not thread-safe.</summary>
/// <remarks>
/// A number is an array of 27-bit limbs, the least significant limb first. Each limb occupies 64 bits. The spare bits have room for a sum
/// of products, so carries are propagated only once, at the end of a multiplication. If a number has n limbs, R is 2^(27 · n). The
/// Montgomery form of x is x · R modulo the modulus.
/// </remarks>
internal sealed class MontgomeryModulus
{
    // The number of the first bits of r in ComputeRadixSquared. Fewer than 64 doublings replace five multiplications.
    private const int DoubledBits = 6;

    private readonly int _limbs;
    private readonly ulong[] _modulus;
    private readonly ulong _negativeInverse;
    private readonly ulong[] _radixSquared;

    // The work space of TryRaise, which therefore allocates nothing.
    private readonly ulong[] _plain;
    private readonly ulong[] _base;
    private readonly ulong[] _power;
    private readonly ulong[] _sums;

    /// <summary>Creates a modulus.</summary>
    /// <param name="modulus">
    /// An odd number of at most <see cref="RsaSha256Key.MaxModulusBits"/> bits, big-endian, without leading zeros.
    /// </param>
    public MontgomeryModulus(ReadOnlySpan<byte> modulus)
    {
        // Two more bits make R greater than four times the modulus. If two factors are below twice the modulus, then their Montgomery
        // product is also below twice the modulus.
        int bits = (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        _limbs = MontgomeryMultiplication.LimbsFor(bits + 2);
        _modulus = NewNumber();
        _radixSquared = NewNumber();
        _plain = NewNumber();
        _base = NewNumber();
        _power = NewNumber();
        _sums = new ulong[2 * _limbs];
        Read(modulus, _modulus);

        // Newton's iteration doubles the number of correct low bits of the inverse in each step. The first three bits are correct, because
        // an odd number is its own inverse modulo 2^3.
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
    /// <param name="exponent">An odd number of at least 3.</param>
    /// <param name="result">Receives the result, big-endian. It must be as long as the modulus.</param>
    /// <returns>False if the number is not less than the modulus (RFC 8017, section 5.2.2).</returns>
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

        // The last bit of the exponent is 1. Multiplying by the plain number handles this bit and also converts from Montgomery form.
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

    // Computes R² modulo the modulus, where R = 2^r and r is radixBits. Montgomery squaring turns 2^k · R into 2^(2k) · R, and doubling
    // turns it into 2^(k+1) · R. A power of two just below the modulus is doubled until k equals the first bits of r. For each further
    // bit, the number is squared. If the bit is 1, it is also doubled. At the end, k is r, and the result is 2^r · R = R².
    private void ComputeRadixSquared(int bits)
    {
        int radixBits = _limbs * MontgomeryMultiplication.LimbBits;
        int squares = BitOperations.Log2((uint)radixBits) - DoubledBits + 1;
        (int limb, int bit) = Math.DivRem(bits - 1, MontgomeryMultiplication.LimbBits);
        _radixSquared[limb] = 1UL << bit;
        for (int i = bits - 1; i < radixBits + (radixBits >> squares); i++)
        {
            DoubleModulo(_radixSquared);
        }

        for (int i = squares - 1; i >= 0; i--)
        {
            Multiply(_radixSquared, _radixSquared, _radixSquared);
            if (((radixBits >> i) & 1) == 1)
            {
                SubtractModulusIfAtLeast(_radixSquared);
                DoubleModulo(_radixSquared);
            }
        }
    }

    // The number must be less than the modulus.
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

    // The number must be less than twice the modulus.
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
