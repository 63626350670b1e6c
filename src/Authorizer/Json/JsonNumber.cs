using System;
using System.Buffers.Text;

namespace Authorizer.Json;

/// <summary>What is needed of JSON numbers: exact equality, and times.</summary>
internal static class JsonNumber
{
    // The last second of the year 9999 (RFC 3339's last year): a later date is a mistake, not a time.
    private const double LastSecond = 253_402_300_799;

    /// <summary>
    /// Compares two numbers by value, exactly: <c>1</c>, <c>1.0</c> and <c>10e-1</c> are one number, and
    /// <c>9007199254740993</c> is not <c>9007199254740992</c>.
    /// </summary>
    /// <param name="left">A JSON number's bytes.</param>
    /// <param name="right">A JSON number's bytes.</param>
    /// <returns>Whether they are equal. Exponents beyond a billion never are.</returns>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        return Decimal.TryParse(left, out Decimal a) && Decimal.TryParse(right, out Decimal b) && a.Equals(b);
    }

    /// <summary>Reads a NumericDate (RFC 7519, section 2): seconds since 1970, fractions allowed.</summary>
    /// <param name="number">A JSON number's bytes.</param>
    /// <param name="unixSeconds">The time.</param>
    /// <returns>False for a time before 1970 or after the year 9999.</returns>
    public static bool TryReadNumericDate(ReadOnlySpan<byte> number, out double unixSeconds) =>
        Utf8Parser.TryParse(number, out unixSeconds, out int used) && used == number.Length && unixSeconds is >= 0 and <= LastSecond;

    // A number as sign, significant digits and the power of ten of its last digit; the digits stay where they are.
    private readonly ref struct Decimal
    {
        private readonly bool _negative;
        private readonly ReadOnlySpan<byte> _digits;
        private readonly int _point;
        private readonly long _exponent;

        private Decimal(bool negative, ReadOnlySpan<byte> digits, int point, long exponent)
        {
            _negative = negative;
            _digits = digits;
            _point = point;
            _exponent = exponent;
        }

        private bool IsZero => _digits.IsEmpty;

        public static bool TryParse(ReadOnlySpan<byte> text, out Decimal number)
        {
            bool negative = text[0] == '-';
            ReadOnlySpan<byte> significand = negative ? text[1..] : text;
            long exponent = 0;
            int e = significand.IndexOfAny((byte)'e', (byte)'E');
            if (e >= 0)
            {
                ReadOnlySpan<byte> power = significand[(e + 1)..];
                power = power[0] == '+' ? power[1..] : power;
                if (!Utf8Parser.TryParse(power, out int parsed, out int used) || used != power.Length)
                {
                    number = default;
                    return false;
                }

                exponent = parsed;
                significand = significand[..e];
            }

            // Trailing zeros, with the point among them, move into the exponent; leading ones mean nothing.
            int point = significand.IndexOf((byte)'.');
            exponent -= point < 0 ? 0 : significand.Length - point - 1;
            while (!significand.IsEmpty && significand[^1] is (byte)'0' or (byte)'.')
            {
                exponent += significand[^1] == '0' ? 1 : 0;
                significand = significand[..^1];
                point = point == significand.Length ? -1 : point;
            }

            int first = significand.IndexOfAnyInRange((byte)'1', (byte)'9');
            ReadOnlySpan<byte> digits = first < 0 ? default : significand[first..];
            number = new Decimal(negative, digits, point < first ? -1 : point - first, exponent);
            return true;
        }

        public bool Equals(Decimal other)
        {
            if (IsZero || other.IsZero)
            {
                return IsZero && other.IsZero;
            }

            int count = Count;
            if (_negative != other._negative || _exponent != other._exponent || count != other.Count)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                if (Digit(i) != other.Digit(i))
                {
                    return false;
                }
            }

            return true;
        }

        private int Count => _digits.Length - (_point < 0 ? 0 : 1);

        private byte Digit(int index) => _digits[_point >= 0 && index >= _point ? index + 1 : index];
    }
}
