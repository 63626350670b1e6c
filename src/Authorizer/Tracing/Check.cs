namespace Authorizer.Tracing;

/// <summary>What the pipeline checks, apart from claims.</summary>
internal enum Check : byte
{
    /// <summary>The event is one that API Gateway sends. Without a value.</summary>
    Event,

    /// <summary>The token is not longer than allowed. Without a value.</summary>
    TokenLength,

    /// <summary>The token was verified by an earlier call, and its key is still in force. The value is its <c>kid</c>.</summary>
    TokenCache,

    /// <summary>The token is a compact JWS with a header that is accepted. Without a value.</summary>
    TokenForm,

    /// <summary>The token's issuer is accepted. The value is its <c>iss</c>, empty if there is none.</summary>
    Issuer,

    /// <summary>The issuer has the token's key. The value is its <c>kid</c>, empty if there is none.</summary>
    Key,

    /// <summary>The signature is valid under this key. Without a value.</summary>
    Signature,

    /// <summary>The claim that names the tenant is a string or an integer, or absent. The value is the claim.</summary>
    Tenant,

    /// <summary>The token is not revoked. Without a value.</summary>
    Revocations,

    /// <summary>Rules were read at all; only a refusal is told. Without a value.</summary>
    Rules,

    /// <summary>Methods and paths of the event are those of its ARN. The value is the first one that differs.</summary>
    Agreement,

    /// <summary>A header that is required is there. The value is its name.</summary>
    RequiredHeader,

    /// <summary>The media type is allowed. Without a value.</summary>
    ContentType,

    /// <summary>The request is not larger than allowed. Without a value.</summary>
    ContentLength,

    /// <summary>The source address, if a rule asks for it, can be read. The value is its text.</summary>
    SourceAddress,

    /// <summary>The path has one spelling only. The value is the path, decoded if it is accepted.</summary>
    Path,

    /// <summary>The headers of an MCP request are there, once and well-formed. The value is the name of the first that is not.</summary>
    McpHeaders,
}
