using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Nodes;
using DevTool.Gateway.Definitions;
using DevTool.Gateway.Responses;

namespace DevTool.Gateway.Authorization;

/// <summary>A response of an authorizer that passed the checks of API Gateway. The gateway caches this object.</summary>
internal sealed class AuthorizerAnswer
{
    private const string Action = "execute-api:Invoke";

    private readonly PolicyDocument? _policy;
    private readonly bool _isAuthorized;
    private readonly string? _principalId;
    private readonly JsonObject _context;

    private AuthorizerAnswer(PolicyDocument? policy, bool isAuthorized, string? principalId, JsonObject context)
    {
        _policy = policy;
        _isAuthorized = isAuthorized;
        _principalId = principalId;
        _context = context;
    }

    /// <summary>Reads a response.</summary>
    /// <param name="payload">The bytes that the function returned.</param>
    /// <param name="kind">The kind of API that called the authorizer.</param>
    /// <param name="authorizer">The API's configuration of the authorizer.</param>
    /// <exception cref="MalformedAnswerException">API Gateway would not accept the response.</exception>
    public static AuthorizerAnswer Read(byte[] payload, ApiKind kind, AuthorizerDefinition authorizer)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Read(json.RootElement, kind, authorizer)
                : throw new MalformedAnswerException("the answer is not an object");
        }
        catch (JsonException)
        {
            throw new MalformedAnswerException("the answer is not JSON");
        }
    }

    /// <summary>
    /// Applies the response to a call. If the response is from the cache, the authorizer might have made it for a different call.
    /// </summary>
    /// <param name="methodArn">The ARN of the call.</param>
    /// <param name="keys">The values of the call's condition keys.</param>
    /// <returns>Whether the request continues, and the caller and the context.</returns>
    public Verdict Decide(string methodArn, IReadOnlyDictionary<string, string> keys)
    {
        PolicyEffect effect = _policy is not null ? PolicyEvaluator.Evaluate(_policy, new PolicyCall(Action, methodArn, keys))
            : _isAuthorized ? PolicyEffect.Allow
            : PolicyEffect.ImplicitDeny;
        return new Verdict
        {
            Refusal = effect switch
            {
                PolicyEffect.Allow => null,
                PolicyEffect.ExplicitDeny => Refusal.AccessDeniedExplicitly,
                _ => Refusal.AccessDenied,
            },
            PrincipalId = _principalId,
            Context = (JsonObject)_context.DeepClone(),
        };
    }

    private static AuthorizerAnswer Read(JsonElement answer, ApiKind kind, AuthorizerDefinition authorizer)
    {
        JsonObject context = ReadContext(answer, kind);
        if (kind == ApiKind.Http && authorizer is { PayloadVersion: PayloadVersion.V2, SimpleResponses: true })
        {
            return answer.TryGetProperty("isAuthorized", out JsonElement isAuthorized)
                && isAuthorized.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? new AuthorizerAnswer(policy: null, isAuthorized.GetBoolean(), principalId: null, context)
                : throw new MalformedAnswerException("isAuthorized is not a boolean");
        }

        string? principalId = ReadText(answer, "principalId");
        if (kind != ApiKind.Http && string.IsNullOrEmpty(principalId))
        {
            throw new MalformedAnswerException("principalId is missing");
        }

        _ = ReadText(answer, "usageIdentifierKey");
        return answer.TryGetProperty("policyDocument", out JsonElement policy)
            ? new AuthorizerAnswer(PolicyDocument.Read(policy), isAuthorized: false, principalId, context)
            : throw new MalformedAnswerException("policyDocument is missing");
    }

    private static string? ReadText(JsonElement answer, string name) =>
        !answer.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new MalformedAnswerException($"{name} is not text");

    private static JsonObject ReadContext(JsonElement answer, ApiKind kind)
    {
        if (!answer.TryGetProperty("context", out JsonElement context) || context.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (context.ValueKind != JsonValueKind.Object)
        {
            throw new MalformedAnswerException("context is not an object");
        }

        // REST and WebSocket APIs reserve the key "claims" for Cognito's own authorizer. They accept only scalar values, which fit in a header.
        if (kind != ApiKind.Http && context.TryGetProperty("claims", out _))
        {
            throw new MalformedAnswerException("context has the reserved key claims");
        }

        foreach (JsonProperty member in context.EnumerateObject())
        {
            if (kind != ApiKind.Http && member.Value.ValueKind is (JsonValueKind.Object or JsonValueKind.Array))
            {
                throw new MalformedAnswerException($"the value of {member.Name} in context is an object or an array");
            }
        }

        return JsonObject.Create(context.Clone())!;
    }
}
