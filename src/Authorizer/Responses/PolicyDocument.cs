using Authorizer.Events;
using Authorizer.Json;

namespace Authorizer.Responses;

/// <summary>Writes IAM policies (IAM user guide: "IAM JSON policy reference").</summary>
internal static class PolicyDocument
{
    /// <summary>Writes a policy that names the requested route and nothing else.</summary>
    /// <param name="allowed">Whether it allows the route or denies it.</param>
    /// <param name="arn">The requested method ARN, exactly as asked.</param>
    /// <param name="writer">Takes the policy, as a value.</param>
    public static void WriteForRoute(bool allowed, MethodArn arn, ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Member("Version"u8, "2012-10-17"u8);
        writer.Name("Statement"u8);
        writer.StartArray();
        writer.StartObject();
        writer.Member("Action"u8, "execute-api:Invoke"u8);
        writer.Member("Effect"u8, allowed ? "Allow"u8 : "Deny"u8);
        writer.Member("Resource"u8, arn.Text);
        writer.EndObject();
        writer.EndArray();
        writer.EndObject();
    }
}
