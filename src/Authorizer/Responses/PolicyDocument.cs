using System;
using Authorizer.Events;
using Authorizer.Json;
using Authorizer.Paths;
using Authorizer.Permissions;

namespace Authorizer.Responses;

/// <summary>Writes IAM policies (IAM user guide: "IAM JSON policy reference").</summary>
internal static class PolicyDocument
{
    /// <summary>
    /// Returns <see cref="PolicyFallback.None"/> if a policy can express everything that a caller may call, otherwise the reason why it
    /// cannot.
    /// </summary>
    public static PolicyFallback CanNamePrincipal(PrincipalGrants grants, MethodArn arn)
    {
        ReadOnlySpan<byte> prefix = arn.StagePrefix;
        int longest = Math.Max(1, Math.Max(grants.Allowed.Longest, grants.Denied.Longest));
        return prefix.ContainsAny((byte)'*', (byte)'?', (byte)'{') ? PolicyFallback.NotExact
            : prefix.Length + longest > ResourceList.MaxResourceBytes ? PolicyFallback.ResourceTooLong
            : grants.Fallback;
    }

    /// <summary>Writes a policy that allows or denies only the requested route.</summary>
    /// <param name="arn">The ARN of the route. It is written unchanged.</param>
    public static void WriteForRoute(bool allowed, MethodArn arn, ref JsonWriter writer)
    {
        Start(ref writer);
        StartStatement(allowed ? "Allow"u8 : "Deny"u8, ref writer);
        writer.String(arn.Text);
        writer.EndObject();
        End(ref writer);
    }

    /// <summary>Writes a policy for exactly what a caller may call on an API and stage.</summary>
    /// <param name="refused">
    /// Whether the request is refused. If its path contains <c>*</c> or <c>?</c>, the policy must deny the ARN itself, because allowed
    /// resources would match this path and no pattern can exclude it.
    /// </param>
    public static void WriteForPrincipal(PrincipalGrants grants, MethodArn arn, bool refused, ref JsonWriter writer)
    {
        ReadOnlySpan<byte> prefix = arn.StagePrefix;
        Start(ref writer);
        StartStatement(grants.Allowed.Count > 0 ? "Allow"u8 : "Deny"u8, ref writer);
        writer.StartArray();
        if (grants.Allowed.Count > 0)
        {
            WriteResources(prefix, grants.Allowed, ref writer);
        }
        else
        {
            WriteResource(prefix, "*"u8, ref writer);
        }

        writer.EndArray();
        writer.EndObject();

        // A path that is not canonical can match only a wildcard, so such paths are denied only if there is a wildcard.
        if (grants.Allowed.HasWildcard || (grants.Allowed.Count > 0 && grants.Denied.Count > 0))
        {
            StartStatement("Deny"u8, ref writer);
            writer.StartArray();
            if (refused && arn.Path.ContainsAny((byte)'*', (byte)'?'))
            {
                writer.String(arn.Text);
            }

            WriteResources(prefix, grants.Denied, ref writer);
            if (grants.Allowed.HasWildcard)
            {
                WriteRefusedPaths(arn.Partition, ref writer);
            }

            writer.EndArray();
            writer.EndObject();
        }

        End(ref writer);
    }

    private static void WriteResources(ReadOnlySpan<byte> prefix, ResourceList resources, ref JsonWriter writer)
    {
        for (int i = 0; i < resources.Count; i++)
        {
            if (!resources.IsCovered(i))
            {
                WriteResource(prefix, resources[i], ref writer);
            }
        }
    }

    private static void WriteRefusedPaths(ReadOnlySpan<byte> partition, ref JsonWriter writer)
    {
        foreach (byte[] pattern in CanonicalPathPatterns.Refused)
        {
            writer.StartString();
            writer.StringPart("arn:"u8);
            writer.StringPart(partition);
            writer.StringPart(":execute-api:*:*:*"u8);
            writer.StringPart(pattern);
            writer.EndString();
        }
    }

    private static void WriteResource(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> resource, ref JsonWriter writer)
    {
        writer.StartString();
        writer.StringPart(prefix);
        writer.StringPart(resource);
        writer.EndString();
    }

    private static void Start(ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Member("Version"u8, "2012-10-17"u8);
        writer.Name("Statement"u8);
        writer.StartArray();
    }

    private static void End(ref JsonWriter writer)
    {
        writer.EndArray();
        writer.EndObject();
    }

    private static void StartStatement(ReadOnlySpan<byte> effect, ref JsonWriter writer)
    {
        writer.StartObject();
        writer.Member("Action"u8, "execute-api:Invoke"u8);
        writer.Member("Effect"u8, effect);
        writer.Name("Resource"u8);
    }
}
