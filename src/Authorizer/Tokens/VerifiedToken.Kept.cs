using System;
using Authorizer.Claims;
using Authorizer.Json;

namespace Authorizer.Tokens;

internal readonly ref partial struct VerifiedToken
{
    /// <summary>A copy of a verified token that outlives the original's buffers.</summary>
    internal sealed class Kept
    {
        private byte[] _payload = [];
        private ClaimLocation[] _locations = [];
        private int _payloadLength;
        private int _count;

        /// <summary>The digest of the token. It is copied together with the claims, so both always belong to the same token.</summary>
        public TokenDigest Digest { get; private set; }

        /// <summary>The token, valid until the next <see cref="CopyFrom"/>.</summary>
        /// <param name="scratch">The buffer for one unescaped string at a time.</param>
        public VerifiedToken Token(Utf8Scratch scratch) =>
            new(Digest, new ClaimSet(_payload.AsSpan(0, _payloadLength), _locations.AsSpan(0, _count), scratch));

        /// <summary>Copies a token. If an allocation fails, this object must not be used again.</summary>
        public void CopyFrom(in VerifiedToken token)
        {
            ClaimSet claims = token._claims;
            _payload = Room(_payload, claims.Payload.Length);
            _locations = Room(_locations, claims.Locations.Length);
            (_payloadLength, _count) = (claims.Payload.Length, claims.Locations.Length);
            claims.Payload.CopyTo(_payload);
            claims.Locations.CopyTo(_locations);
            Digest = token.Digest;
        }

        private static T[] Room<T>(T[] array, int length) => array.Length < length ? new T[length] : array;
    }
}
