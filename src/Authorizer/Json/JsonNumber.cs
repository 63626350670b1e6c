using System;
using System.Buffers.Text;

namespace Authorizer.Json;

/// <summary>Normalizes JSON numbers, and reads them as times.</summary>
internal static class JsonNumber
{
    // The last second of the year 9999, which is the last year of RFC 3339. A later time must be a mistake.
    private const double LastSecond = 253_402_300_799;

    /// <summary>
    /// The largest number of bytes by which a normal form is longer than its number: a sign, an <c>e</c> and an exponent.
    /// </summary>
    public const int NormalFormExtra = 22;

    /// <summary>The limit of zeros that <see cref="TryExpand"/> writes. It is the length of the longest path, in bytes.</summary>
    public const int MaxDigits = 1600;

    /// <summary>
    /// Writes a number in a normal form, so that equal values have equal bytes. For example, <c>1</c>, <c>1.0</c> and <c>10e-1</c> become
    /// equal. <c>9007199254740993</c> and <c>9007199254740992</c> stay different.
    /// </summary>
    /// <param name="destination">At least <see cref="NormalFormExtra"/> bytes longer than <paramref name="number"/>.</param>
    /// <returns>The length of the normal form. If the exponent does not fit into 32 bits, the number is copied unchanged.</returns>
    public static int Normalize(ReadOnlySpan<byte> number, Span<byte> destination)
    {
        bool negative = number[0] == '-';
        ReadOnlySpan<byte> significand = negative ? number[1..] : number;
        long exponent = 0;
        int e = significand.IndexOfAny((byte)'e', (byte)'E');
        if (e >= 0)
        {
            ReadOnlySpan<byte> power = significand[(e + 1)..];
            power = power[0] == '+' ? power[1..] : power;
            if (!Utf8Parser.TryParse(power, out int parsed, out int used) || used != power.Length)
            {
                number.CopyTo(destination);
                return number.Length;
            }

            exponent = parsed;
            significand = significand[..e];
        }

        // Copies the digits without the point and without leading zeros. Trailing zeros become part of the exponent.
        int point = significand.IndexOf((byte)'.');
        exponent -= point < 0 ? 0 : significand.Length - point - 1;
        int length = negative ? 1 : 0;
        int digits = length;
        foreach (byte digit in significand)
        {
            if (digit != '.' && (digit != '0' || length > digits))
            {
                destination[length++] = digit;
            }
        }

        if (length == digits)
        {
            destination[0] = (byte)'0';
            return 1;
        }

        while (destination[length - 1] == '0')
        {
            length--;
            exponent++;
        }

        destination[0] = negative ? (byte)'-' : destination[0];
        destination[length++] = (byte)'e';
        _ = Utf8Formatter.TryFormat(exponent, destination[length..], out int written);
        return length + written;
    }

    /// <summary>Writes an integer as decimal digits.</summary>
    /// <param name="destination">
    /// At least <see cref="NormalFormExtra"/> and <see cref="MaxDigits"/> bytes longer than <paramref name="number"/>.
    /// </param>
    /// <returns>False if the number is not an integer, or ends with more than <see cref="MaxDigits"/> zeros.</returns>
    public static bool TryExpand(ReadOnlySpan<byte> number, Span<byte> destination, out int length)
    {
        length = Normalize(number, destination);
        int e = destination[..length].IndexOf((byte)'e');
        if (e < 0)
        {
            return destination[..length].SequenceEqual("0"u8);
        }

        bool isInteger = Utf8Parser.TryParse(destination[(e + 1)..length], out int zeros, out int used)
            && used == length - e - 1
            && zeros is >= 0 and <= MaxDigits;
        if (isInteger)
        {
            destination.Slice(e, zeros).Fill((byte)'0');
            length = e + zeros;
        }

        return isInteger;
    }

    /// <summary>Reads a NumericDate (RFC 7519, section 2), which is a number of seconds since 1970. It can have fractions.</summary>
    /// <returns>False for a time before 1970 or after the year 9999.</returns>
    public static bool TryReadNumericDate(ReadOnlySpan<byte> number, out double unixSeconds) =>
        Utf8Parser.TryParse(number, out unixSeconds, out int used) && used == number.Length && unixSeconds is >= 0 and <= LastSecond;
}
