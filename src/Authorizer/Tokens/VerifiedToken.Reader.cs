using System;
using Authorizer.Claims;
using Authorizer.Json;
using Authorizer.Refusals;
using Authorizer.Signatures;

namespace Authorizer.Tokens;

internal readonly ref partial struct VerifiedToken
{
    /// <summary>Parses one token at a time into reused buffers, so parsing allocates nothing. Not thread-safe.</summary>
    /// <param name="maxTokenBytes">The limit of a token, in bytes.</param>
    internal sealed class Reader(int maxTokenBytes, ClaimNames claimNames)
    {
        // The length of a signature by the largest accepted key.
        private const int MaxSignatureBytes = RsaSha256Key.MaxModulusBits / 8;

        private readonly byte[] _header = Buffer(maxTokenBytes);
        private readonly byte[] _signature = new byte[MaxSignatureBytes];
        private readonly MemberNames _headerNames = new(JoseHeader.MaxMembers);
        private readonly ClaimTable _claims = new(Buffer(maxTokenBytes));
        private readonly PayloadReader _payload = new(claimNames);

        /// <inheritdoc cref="Candidate.TryRead"/>
        public Refusal? TryRead(TokenText token, out Candidate candidate) => Candidate.TryRead(token, this, out candidate);

        // The buffer is not cleared, because clearing would touch memory pages that most tokens never use.
        private static byte[] Buffer(int encodedBytes) => GC.AllocateUninitializedArray<byte>(encodedBytes / 4 * 3);

        /// <summary>
        /// A well-formed token whose signature is not verified yet. It provides only the values that are needed to find the key: the
        /// <c>kid</c>, and the issuer, which selects one of the accepted issuers.
        /// </summary>
        internal readonly ref struct Candidate
        {
            private readonly TokenDigest _digest;
            private readonly ReadOnlySpan<byte> _signingInput;
            private readonly ReadOnlySpan<byte> _signature;
            private readonly ClaimSet _claims;

            private Candidate(
                TokenDigest digest, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature, ReadOnlySpan<byte> keyId, ClaimSet claims)
            {
                _digest = digest;
                _signingInput = signingInput;
                _signature = signature;
                UnverifiedKeyId = keyId;
                _claims = claims;
            }

            /// <summary>The header's <c>kid</c>. Empty if absent.</summary>
            public ReadOnlySpan<byte> UnverifiedKeyId { get; }

            /// <summary>
            /// Parses a token: first its structure, then its header, then its payload. Returns the refusal, or <see langword="null"/> to
            /// continue.
            /// </summary>
            /// <param name="candidate">Valid until the next token is parsed.</param>
            public static Refusal? TryRead(TokenText token, Reader reader, out Candidate candidate)
            {
                candidate = default;
                if (!CompactJws.TrySplit(token.Utf8, out CompactJws jws)
                    || !StrictBase64Url.TryDecode(jws.Header, reader._header, out int headerLength))
                {
                    return Refusal.TokenMalformed;
                }

                Span<byte> header = reader._header.AsSpan(0, headerLength);
                if (JoseHeader.Read(header, reader._headerNames, out ReadOnlySpan<byte> keyId) is { } refusal)
                {
                    return refusal;
                }

                if (!StrictBase64Url.TryDecode(jws.Signature, reader._signature, out int signatureLength)
                    || !StrictBase64Url.TryDecode(jws.Payload, reader._claims.Buffer, out int payloadLength)
                    || !reader._payload.TryRead(reader._claims, payloadLength))
                {
                    return Refusal.TokenMalformed;
                }

                ReadOnlySpan<byte> signature = reader._signature.AsSpan(0, signatureLength);
                candidate = new Candidate(token.Digest, jws.SigningInput, signature, keyId, reader._claims.Claims);
                return null;
            }

            /// <summary>
            /// Gets the payload's unescaped <c>iss</c>. False if it is absent or not a string. Use it only to select one of the
            /// accepted issuers.
            /// </summary>
            public bool TryGetUnverifiedIssuer(out ReadOnlySpan<byte> issuer) => _claims.TryGetString(ClaimNames.Issuer, out issuer);

            public bool TryVerify(VerificationKey key, out VerifiedToken verified)
            {
                bool valid = key.Verify(_signingInput, _signature);
                verified = valid ? new VerifiedToken(_digest, _claims) : default;
                return valid;
            }
        }
    }
}
