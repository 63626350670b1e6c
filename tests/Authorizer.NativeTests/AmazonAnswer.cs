using System.Text.Json;
using System.Text.Json.Nodes;

namespace Authorizer.NativeTests;

/// <summary>
/// Rewrites an answer of the host on Amazon's packages as the default host would write it, so that the tests of the contract apply to
/// both. What it rewrites is all that may differ: see the table in src/Authorizer.Lambda/Hosting/README.md.
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

    // The message of any error but a 401 is its type, and there is a stack trace.
    private static void RewriteError(JsonObject error)
    {
        _ = error.Remove("stackTrace");
        if (error["errorType"]!.GetValue<string>() == "AuthorizerException")
        {
            error["errorType"] = error["errorMessage"]!.DeepClone();
        }
    }

    // To IAM, a list of one is the same as its entry.
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
