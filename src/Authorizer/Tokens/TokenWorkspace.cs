using System;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Tokens;

/// <summary>
/// The buffers one token at a time is taken apart in, made once: reading a token allocates nothing. Not thread-safe.
/// </summary>
/// <param name="maxTokenBytes">The longest token accepted.</param>
/// <param name="claimNames">The claims anybody asks for.</param>
internal sealed class TokenWorkspace(int maxTokenBytes, ClaimNames claimNames)
{
    // An 8192-bit modulus: the largest key accepted.
    private const int MaxSignatureBytes = 1024;

    /// <summary>The decoded header.</summary>
    public byte[] Header { get; } = Buffer(maxTokenBytes);

    /// <summary>The decoded signature.</summary>
    public byte[] Signature { get; } = new byte[MaxSignatureBytes];

    /// <summary>The names of the header's members.</summary>
    public MemberNames HeaderNames { get; } = new(JoseHeader.MaxMembers);

    /// <summary>The decoded payload and where its claims are.</summary>
    public ClaimTable Claims { get; } = new(Buffer(maxTokenBytes));

    /// <summary>Reads the payload.</summary>
    public PayloadReader PayloadReader { get; } = new(claimNames);

    // Not cleared: a start would touch every page of what most tokens leave untouched.
    private static byte[] Buffer(int encodedBytes) => GC.AllocateUninitializedArray<byte>(encodedBytes / 4 * 3);
}
