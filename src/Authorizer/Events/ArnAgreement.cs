using System;
using Authorizer.Permissions;

namespace Authorizer.Events;

/// <summary>
/// Whether the method and path an event carries are those of its ARN. The ARN decides; where the rest of the event says
/// something else, somebody along the way was fooled, and it might be the backend.
/// </summary>
internal static class ArnAgreement
{
    /// <summary>Compares the two.</summary>
    /// <param name="request">The event.</param>
    /// <returns>True as well where the event carries no method and no path of its own.</returns>
    public static bool Holds(in AuthorizerEvent request)
    {
        if (request.Arn.IsConnect)
        {
            return true;
        }

        bool methodAgrees = request.HttpMethod.IsEmpty || request.HttpMethod.SequenceEqual(request.Arn.Method);
        return methodAgrees && (request.Path.IsEmpty || PathAgrees(request));
    }

    private static bool PathAgrees(in AuthorizerEvent request)
    {
        ReadOnlySpan<byte> path = request.Path;
        ReadOnlySpan<byte> arnPath = request.Arn.Path;
        if (SamePath(path, arnPath))
        {
            return true;
        }

        // Payload 2.0 puts the stage before the path, unless it is $default.
        ReadOnlySpan<byte> stage = request.Arn.Stage;
        if (path.Length > stage.Length && path[0] == '/' && path[1..].StartsWith(stage))
        {
            ReadOnlySpan<byte> rest = path[(stage.Length + 1)..];
            if (SamePath(rest.IsEmpty ? "/"u8 : rest, arnPath))
            {
                return true;
            }
        }

        // Behind a custom domain, the path begins with the API mapping, which the ARN does not know.
        return IsCustomDomain(request) && EndsWithPath(path, arnPath);
    }

    private static bool IsCustomDomain(in AuthorizerEvent request)
    {
        ReadOnlySpan<byte> domain = request.DomainName;
        ReadOnlySpan<byte> api = request.Arn.Api;
        bool isOwn = domain.StartsWith(api) && domain[api.Length..].StartsWith(".execute-api."u8);
        return !domain.IsEmpty && !isOwn;
    }

    private static bool EndsWithPath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> arnPath)
    {
        for (int at = 1; at < path.Length; at++)
        {
            if (path[at] == '/' && SamePath(path[at..], arnPath))
            {
                return true;
            }
        }

        // The mapping alone is the root of the API.
        return arnPath.SequenceEqual("/"u8);
    }

    // API Gateway decodes the path in some events and not in others, so either may be the decoded form of the other.
    private static bool SamePath(ReadOnlySpan<byte> path, ReadOnlySpan<byte> arnPath)
    {
        if (path.SequenceEqual(arnPath))
        {
            return true;
        }

        return (arnPath.Contains((byte)'%') && IsDecodedForm(path, arnPath)) || (path.Contains((byte)'%') && IsDecodedForm(arnPath, path));
    }

    private const int MaxDecodedBytes = 1600;

    private static bool IsDecodedForm(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> encoded)
    {
        Span<byte> decoded = stackalloc byte[MaxDecodedBytes];
        return encoded.Length <= decoded.Length
            && CanonicalPath.TryDecode(encoded, decoded, out int length)
            && plain.SequenceEqual(decoded[..length]);
    }
}
