using System;
using System.Buffers.Text;

namespace Authorizer.Json;

/// <summary>What is needed of JSON numbers: one form for each value, and times.</summary>
internal static class JsonNumber
{
    // The last second of the year 9999 (RFC 3339's last year): a later date is a mistake, not a time.
    private const double LastSecond = 253_402_300_799;

    /// <summary>How many bytes a normal form may have beyond its number: a sign, an <c>e</c> and an exponent.</summary>
    public const int NormalFormExtra = 22;

    /// <summary>
    /// Writes a number in one form for each value: <c>1</c>, <c>1.0</c> and <c>10e-1</c> become the same bytes, and
    /// <c>9007199254740993</c> and <c>9007199254740992</c> do not.
    /// </summary>
    /// <param name="number">A JSON number's bytes.</param>
    /// <param name="destination">At least <see cref="NormalFormExtra"/> bytes longer than <paramref name="number"/>.</param>
    /// <returns>The length. A number whose exponent is beyond a billion is left as it is written.</returns>
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

        // The digits without their point; leading zeros mean nothing, trailing ones move into the exponent.
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

    /// <summary>Reads a NumericDate (RFC 7519, section 2): seconds since 1970, fractions allowed.</summary>
    /// <param name="number">A JSON number's bytes.</param>
    /// <returns>False for a time before 1970 or after the year 9999.</returns>
    public static bool TryReadNumericDate(ReadOnlySpan<byte> number, out double unixSeconds) =>
        Utf8Parser.TryParse(number, out unixSeconds, out int used) && used == number.Length && unixSeconds is >= 0 and <= LastSecond;
}
