namespace Authorizer.Tracing;

/// <summary>The checks of the pipeline, except those of claims. A check reports a value only if its summary describes one.</summary>
internal enum Check : byte
{
    /// <summary>The event is of a kind that API Gateway sends.</summary>
    Event,

    /// <summary>The token is not longer than allowed.</summary>
    TokenLength,

    /// <summary>An earlier call verified the token, and the key is still one of the issuer's keys. The value is the <c>kid</c>.</summary>
    TokenCache,

    /// <summary>The token is a compact JWS with an accepted header.</summary>
    TokenForm,

    /// <summary>The token's issuer is accepted. The value is the token's <c>iss</c>. Empty if the token has no <c>iss</c>.</summary>
    Issuer,

    /// <summary>
    /// The issuer has a key with the token's <c>kid</c>. The value is this <c>kid</c>. Empty if the token has no <c>kid</c>.
    /// </summary>
    Key,

    /// <summary>The signature is valid under this key.</summary>
    Signature,

    /// <summary>The tenant claim is a string or an integer, or absent. The value is the claim.</summary>
    Tenant,

    /// <summary>The token is not revoked.</summary>
    Revocations,

    /// <summary>Rules were loaded. This check is reported only if it refuses the call.</summary>
    Rules,

    /// <summary>
    /// All methods and paths in the event equal the method and the path of its ARN. The value is the first method or path that differs.
    /// </summary>
    Agreement,

    /// <summary>A required header is present. The value is the header's name.</summary>
    RequiredHeader,

    /// <summary>The media type is allowed.</summary>
    ContentType,

    /// <summary>The request is not larger than allowed.</summary>
    ContentLength,

    /// <summary>The source address is valid. Checked only if a rule needs the address. The value is the address as text.</summary>
    SourceAddress,

    /// <summary>The path has only one spelling. The value is the path. It is decoded if the path is accepted.</summary>
    Path,

    /// <summary>
    /// Each MCP header that is needed occurs once and is well-formed. The value is the name of the first header for which this is not true.
    /// </summary>
    McpHeaders,
}
