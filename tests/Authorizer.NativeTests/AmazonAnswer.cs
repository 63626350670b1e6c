using System.Text.Json;
using System.Text.Json.Nodes;

namespace Authorizer.NativeTests;

/// <summary>
/// Rewrites an answer of the host on Amazon's packages to the form of the default host, so that the contract tests apply to both hosts.
/// Only the rewritten parts can differ. The table in src/Authorizer.Lambda/Hosting/README.md lists them.
/// </summary>
internal static class AmazonAnswer
{
    public static byte[] AsOfDefaultHost(bool isError, byte[] payload)
    {
        JsonObject answer = JsonNode.Parse(payload)!.AsObject();
        if (isError)
        {
            RewriteError(answer);
        }
        else
        {
            Unwrap(answer["policyDocument"]?["Statement"]);
        }

        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }

    // The host on Amazon's packages adds a stack trace. The message of an error is its type, except for a 401.
    private static void RewriteError(JsonObject error)
    {
        _ = error.Remove("stackTrace");
        if (error["errorType"]!.GetValue<string>() == "AuthorizerException")
        {
            error["errorType"] = error["errorMessage"]!.DeepClone();
        }
    }

    // IAM treats a list with one entry like the entry itself.
    private static void Unwrap(JsonNode? statements)
    {
        foreach (JsonNode? statement in statements?.AsArray() ?? [])
        {
            foreach (string member in (string[])["Action", "Resource"])
            {
                if (statement![member] is JsonArray { Count: 1 } single)
                {
                    statement[member] = single[0]!.DeepClone();
                }
            }
        }
    }
}
