using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Numerics;

namespace Authorizer.Json;

/// <summary>
/// Numbers distinct UTF-8 strings from zero, and finds a string's number without making a string of it. Filled during
/// start-up, then only read.
/// </summary>
internal sealed class Utf8Index
{
    private const int None = -1;

    private readonly List<(uint Hash, byte[] Text, int Next)> _entries = [];
    private int[] _buckets = [None, None, None, None, None, None, None, None, None, None, None, None, None, None, None, None];

    /// <summary>How many strings there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The hash that strings are told apart by before their bytes are compared.</summary>
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
        uint hash = Hash(utf8);
        int found = Find(hash, utf8);
        if (found >= 0)
        {
            return found;
        }

        if (_entries.Count == _buckets.Length)
        {
            Grow();
        }

        ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _entries.Add((hash, utf8.ToArray(), bucket));
        bucket = _entries.Count - 1;
        return bucket;
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
        for (int i = _buckets[hash & (uint)(_buckets.Length - 1)]; i != None;)
        {
            (uint candidate, byte[] text, int next) = _entries[i];
            if (candidate == hash && utf8.SequenceEqual(text))
            {
                return i;
            }

            i = next;
        }

        return None;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        Array.Fill(_buckets, None);
        for (int i = 0; i < _entries.Count; i++)
        {
            (uint hash, byte[] text, _) = _entries[i];
            ref int bucket = ref _buckets[hash & (uint)(_buckets.Length - 1)];
            _entries[i] = (hash, text, bucket);
            bucket = i;
        }
    }
}
