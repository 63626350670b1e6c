namespace Authorizer.Tracing;

/// <summary>The checks of the pipeline, except those of claims. Each has no value unless its summary names one.</summary>
internal enum Check : byte
{
    /// <summary>The event is of a kind that API Gateway sends.</summary>
    Event,

    /// <summary>The token is not longer than allowed.</summary>
    TokenLength,

    /// <summary>An earlier call verified the token, and its key is still in force. The value is its <c>kid</c>.</summary>
    TokenCache,

    /// <summary>The token is a compact JWS with an accepted header.</summary>
    TokenForm,

    /// <summary>The token's issuer is accepted. The value is its <c>iss</c>, empty if there is none.</summary>
    Issuer,

    /// <summary>The issuer has the token's key. The value is its <c>kid</c>, empty if there is none.</summary>
    Key,

    /// <summary>The signature is valid under this key.</summary>
    Signature,

    /// <summary>The claim that names the tenant is a string or an integer, or absent. The value is the claim.</summary>
    Tenant,

    /// <summary>The token is not revoked.</summary>
    Revocations,

    /// <summary>Rules were loaded. Only a refusal is reported.</summary>
    Rules,

    /// <summary>The methods and paths of the event equal those of its ARN. The value is the first one that differs.</summary>
    Agreement,

    /// <summary>A required header is present. The value is its name.</summary>
    RequiredHeader,

    /// <summary>The media type is allowed.</summary>
    ContentType,

    /// <summary>The request is not larger than allowed.</summary>
    ContentLength,

    /// <summary>The source address is valid, if a rule needs it. The value is its text.</summary>
    SourceAddress,

    /// <summary>The path has only one spelling. The value is the path, decoded if it is accepted.</summary>
    Path,

    /// <summary>The headers of an MCP request are present once and well-formed. The value is the name of the first that is not.</summary>
    McpHeaders,
}
