using System;
using System.Buffers.Binary;
using System.Numerics;

namespace Authorizer.Json;

/// <summary>
/// Assigns numbers to distinct UTF-8 strings, from zero in the order of their addition. It uses four arrays instead of string objects, so
/// 100,000 strings need about 5 MB. Most searches for an absent string read only the smallest array. It has one byte for each bucket and
/// fits into a processor's cache. Filled once, then only read, by any thread.
/// </summary>
internal sealed class Utf8Index
{
    private const int None = -1;
    private const int InitialBuckets = 32;
    private const int InitialTextBytes = 256;

    // The tag of an empty bucket.
    private const byte Free = 0;

    private byte[] _text = [];
    private int[] _ends = [];
    private byte[] _tags = new byte[InitialBuckets];
    private int[] _buckets = new int[InitialBuckets];

    public int Count { get; private set; }

    /// <summary>
    /// The hash of a string, a CRC-32C. It is fast in hardware, but linear, so an attacker can compute collisions. Searches in an index
    /// stay short anyway, because the operator chose its strings. Code that compares strings of an attacker with each other must limit
    /// collisions.
    /// </summary>
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

    /// <summary>Finds a string or adds it, and returns its number.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        _ = TryAdd(utf8, out int number);
        return number;
    }

    /// <summary>Finds a string or adds it. False if the index already contained it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> utf8, out int number)
    {
        uint hash = Hash(utf8);
        number = Find(hash, utf8);
        if (number != None)
        {
            return false;
        }

        // At most half of the buckets are used, so that a search for an absent string ends soon.
        if (2 * (Count + 1) > _buckets.Length)
        {
            Rehash(2 * _buckets.Length);
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
        Put(hash, number);
        return true;
    }

    /// <summary>Allocates room for many strings at once.</summary>
    public void Reserve(int count, int textBytes)
    {
        Array.Resize(ref _text, Math.Max(_text.Length, textBytes));
        Array.Resize(ref _ends, Math.Max(_ends.Length, count));
        if (2 * count > _buckets.Length)
        {
            Rehash((int)BitOperations.RoundUpToPowerOf2((uint)(2 * count)));
        }
    }

    /// <summary>Releases unused room.</summary>
    public void Trim()
    {
        Array.Resize(ref _text, End(Count - 1));
        Array.Resize(ref _ends, Count);
    }

    /// <summary>Finds a string's number, or -1 if the string is absent.</summary>
    public int Find(ReadOnlySpan<byte> utf8) => Find(Hash(utf8), utf8);

    /// <summary>Finds the number of a string whose hash is known, or -1 if the string is absent.</summary>
    public int Find(uint hash, ReadOnlySpan<byte> utf8)
    {
        byte tag = Tag(hash);
        for (int bucket = First(hash); _tags[bucket] != Free; bucket = Next(bucket))
        {
            if (_tags[bucket] == tag && utf8.SequenceEqual(Text(_buckets[bucket])))
            {
                return _buckets[bucket];
            }
        }

        return None;
    }

    // The tag is the top bits of the hash, because the low bits already select the bucket.
    private static byte Tag(uint hash) => (byte)Math.Max(hash >> 24, Free + 1u);

    private int End(int number) => number < 0 ? 0 : _ends[number];

    private ReadOnlySpan<byte> Text(int number) => _text.AsSpan(End(number - 1).._ends[number]);

    private int First(uint hash) => (int)(hash & (uint)(_buckets.Length - 1));

    private int Next(int bucket) => (bucket + 1) & (_buckets.Length - 1);

    private void Put(uint hash, int number)
    {
        int bucket = First(hash);
        while (_tags[bucket] != Free)
        {
            bucket = Next(bucket);
        }

        _tags[bucket] = Tag(hash);
        _buckets[bucket] = number;
    }

    private void Rehash(int buckets)
    {
        _tags = new byte[buckets];
        _buckets = new int[buckets];
        for (int i = 0; i < Count; i++)
        {
            Put(Hash(Text(i)), i);
        }
    }
}
