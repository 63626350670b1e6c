using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;

namespace Authorizer.Amazon;

/// <summary>Converts the core's response to the package's types. Members that these types do not have are dropped.</summary>
internal static class TypedAnswer
{
    /// <summary>Converts a response.</summary>
    /// <returns>A stream whose position is 0.</returns>
    public static MemoryStream Write(ReadOnlyMemory<byte> answer, ILambdaSerializer serializer)
    {
        var output = new MemoryStream(answer.Length);
        using var document = JsonDocument.Parse(answer);
        JsonElement root = document.RootElement;
        if (root.TryGetProperty("isAuthorized", out JsonElement isAuthorized))
        {
            var response = new APIGatewayCustomAuthorizerV2SimpleResponse { IsAuthorized = isAuthorized.GetBoolean(), Context = [] };
            CopyContext(root, response.Context);
            serializer.Serialize(response, output);
        }
        else if (root.TryGetProperty("policyDocument", out JsonElement policy))
        {
            var response = new APIGatewayCustomAuthorizerResponse
            {
                PrincipalID = root.GetProperty("principalId").GetString(),
                PolicyDocument = Policy(policy),
                Context = [],
                UsageIdentifierKey = root.TryGetProperty("usageIdentifierKey", out JsonElement key) ? key.GetString() : null,
            };
            CopyContext(root, response.Context);
            serializer.Serialize(response, output);
        }
        else
        {
            output.Write(answer.Span);
        }

        output.Position = 0;
        return output;
    }

    private static void CopyContext(JsonElement root, Dictionary<string, object> context)
    {
        foreach (JsonProperty member in root.GetProperty("context").EnumerateObject())
        {
            context[member.Name] = member.Value;
        }
    }

    private static APIGatewayCustomAuthorizerPolicy Policy(JsonElement policy)
    {
        var typed = new APIGatewayCustomAuthorizerPolicy { Version = policy.GetProperty("Version").GetString() };
        foreach (JsonElement statement in policy.GetProperty("Statement").EnumerateArray())
        {
            typed.Statement.Add(new APIGatewayCustomAuthorizerPolicy.IAMPolicyStatement
            {
                Effect = statement.GetProperty("Effect").GetString(),
                Action = Strings(statement.GetProperty("Action")),
                Resource = Strings(statement.GetProperty("Resource")),
            });
        }

        return typed;
    }

    // In an IAM policy, a single string can replace an array of strings.
    private static HashSet<string> Strings(JsonElement value)
    {
        var strings = new HashSet<string>(StringComparer.Ordinal);
        if (value.ValueKind == JsonValueKind.String)
        {
            _ = strings.Add(value.GetString() ?? string.Empty);
            return strings;
        }

        foreach (JsonElement entry in value.EnumerateArray())
        {
            _ = strings.Add(entry.GetString() ?? string.Empty);
        }

        return strings;
    }
}
