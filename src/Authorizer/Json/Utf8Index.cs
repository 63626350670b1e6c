using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Authorizer.Json;

/// <summary>
/// Numbers distinct UTF-8 strings from zero, in the order they came, and finds a string's number without making a string of it: in
/// three arrays whatever their number, so that a hundred thousand take about 5 MB. Filled once, then only read, by any thread.
/// </summary>
internal sealed class Utf8Index
{
    private const int None = -1;
    private const int InitialBuckets = 32;
    private const int InitialTextBytes = 256;

    private byte[] _text = [];
    private int[] _ends = [];
    private int[] _buckets = NewBuckets(InitialBuckets);

    /// <summary>How many strings there are.</summary>
    public int Count { get; private set; }

    /// <summary>The hash that decides where a string is looked for first.</summary>
    /// <param name="utf8">The string.</param>
    /// <returns>A CRC-32C: fast in hardware, and a collision costs one comparison, no more.</returns>
    public static uint Hash(ReadOnlySpan<byte> utf8)
    {
        uint hash = (uint)utf8.Length;
        while (utf8.Length >= sizeof(ulong))
        {
            hash = BitOperations.Crc32C(hash, BinaryPrimitives.ReadUInt64LittleEndian(utf8));
            utf8 = utf8[sizeof(ulong)..];
        }

        foreach (byte b in utf8)
        {
            hash = BitOperations.Crc32C(hash, b);
        }

        return hash;
    }

    /// <summary>Numbers a string.</summary>
    /// <param name="utf8">The string.</param>
    /// <returns>Its number, new or old.</returns>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        _ = TryAdd(utf8, out int number);
        return number;
    }

    /// <summary>Numbers a string.</summary>
    /// <param name="utf8">The string.</param>
    /// <param name="number">Its number, new or old.</param>
    /// <returns>False where it was there.</returns>
    public bool TryAdd(ReadOnlySpan<byte> utf8, out int number)
    {
        uint hash = Hash(utf8);
        number = Find(hash, utf8);
        if (number != None)
        {
            return false;
        }

        // At most half full, so that a search that finds nothing ends soon.
        if (2 * (Count + 1) > _buckets.Length)
        {
            Grow();
        }

        int start = End(Count - 1);
        if (_text.Length - start < utf8.Length)
        {
            Array.Resize(ref _text, Math.Max(InitialTextBytes, Math.Max(_text.Length + (_text.Length / 2), start + utf8.Length)));
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Math.Max(InitialBuckets / 2, Count + (Count / 2)));
        }

        number = Count++;
        utf8.CopyTo(_text.AsSpan(start));
        _ends[number] = start + utf8.Length;
        _buckets[FreeBucket(hash)] = number;
        return true;
    }

    /// <summary>Gives back the room that no string takes.</summary>
    public void Trim()
    {
        Array.Resize(ref _text, End(Count - 1));
        Array.Resize(ref _ends, Count);
    }

    /// <summary>Finds a string.</summary>
    /// <param name="utf8">The string.</param>
    /// <returns>Its number, or -1.</returns>
    public int Find(ReadOnlySpan<byte> utf8) => Find(Hash(utf8), utf8);

    /// <summary>Finds a string whose hash is known.</summary>
    /// <param name="hash"><see cref="Hash"/> of the string.</param>
    /// <param name="utf8">The string.</param>
    /// <returns>Its number, or -1.</returns>
    public int Find(uint hash, ReadOnlySpan<byte> utf8)
    {
        int bucket = First(hash);
        while (_buckets[bucket] is var number && number != None && !utf8.SequenceEqual(Text(number)))
        {
            bucket = Next(bucket);
        }

        return _buckets[bucket];
    }

    private static int[] NewBuckets(int count)
    {
        int[] buckets = new int[count];
        Array.Fill(buckets, None);
        return buckets;
    }

    private int End(int number) => number < 0 ? 0 : _ends[number];

    private ReadOnlySpan<byte> Text(int number) => _text.AsSpan(End(number - 1).._ends[number]);

    private int First(uint hash) => (int)(hash & (uint)(_buckets.Length - 1));

    private int Next(int bucket) => (bucket + 1) & (_buckets.Length - 1);

    private int FreeBucket(uint hash)
    {
        int bucket = First(hash);
        while (_buckets[bucket] != None)
        {
            bucket = Next(bucket);
        }

        return bucket;
    }

    private void Grow()
    {
        _buckets = NewBuckets(2 * _buckets.Length);
        for (int i = 0; i < Count; i++)
        {
            _buckets[FreeBucket(Hash(Text(i)))] = i;
        }
    }
}
