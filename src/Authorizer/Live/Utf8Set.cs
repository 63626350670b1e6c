using System;
using Authorizer.Json;

namespace Authorizer.Live;

/// <summary>
/// Distinct UTF-8 strings, numbered in the order they came, in three arrays whatever their number: a hundred thousand sign-ins take
/// about 5 MB. Filled once, then only read, by any thread.
/// </summary>
internal sealed class Utf8Set
{
    private const int None = -1;
    private const int InitialBuckets = 16;

    private byte[] _text = [];
    private int[] _ends = [];
    private int[] _buckets = NewBuckets(InitialBuckets);

    /// <summary>How many strings there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a string.</summary>
    /// <param name="utf8">The string.</param>
    /// <returns>False where it was there.</returns>
    public bool Add(ReadOnlySpan<byte> utf8)
    {
        if (Find(utf8) >= 0)
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
            Array.Resize(ref _text, Math.Max(_text.Length + (_text.Length / 2), start + utf8.Length));
        }

        if (_ends.Length == Count)
        {
            Array.Resize(ref _ends, Math.Max(InitialBuckets, Count + (Count / 2)));
        }

        utf8.CopyTo(_text.AsSpan(start));
        _ends[Count] = start + utf8.Length;
        _buckets[FreeBucket(utf8)] = Count;
        Count++;
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
    public int Find(ReadOnlySpan<byte> utf8)
    {
        for (int bucket = Bucket(utf8); _buckets[bucket] != None; bucket = Next(bucket))
        {
            int number = _buckets[bucket];
            if (utf8.SequenceEqual(_text.AsSpan(End(number - 1).._ends[number])))
            {
                return number;
            }
        }

        return None;
    }

    private static int[] NewBuckets(int count)
    {
        int[] buckets = new int[count];
        Array.Fill(buckets, None);
        return buckets;
    }

    private int End(int number) => number < 0 ? 0 : _ends[number];

    private int Bucket(ReadOnlySpan<byte> utf8) => (int)(Utf8Index.Hash(utf8) & (uint)(_buckets.Length - 1));

    private int Next(int bucket) => (bucket + 1) & (_buckets.Length - 1);

    private int FreeBucket(ReadOnlySpan<byte> utf8)
    {
        int bucket = Bucket(utf8);
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
            _buckets[FreeBucket(_text.AsSpan(End(i - 1).._ends[i]))] = i;
        }
    }
}
