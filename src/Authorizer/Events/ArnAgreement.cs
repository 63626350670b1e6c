using System;
using Authorizer.Paths;

namespace Authorizer.Events;

/// <summary>
/// Checks that all methods and paths in an event equal the method and the path of its ARN. The rules decide about the ARN. If another
/// member differed, the backend might use that member instead.
/// </summary>
internal static class ArnAgreement
{
    /// <summary>Compares an event with its ARN. An event whose only method and path are in the ARN agrees with it.</summary>
    /// <param name="different">The first method or path that differs. Empty if all agree.</param>
    public static bool Holds(in AuthorizerEvent request, out ReadOnlySpan<byte> different) =>
        MethodAgrees(different = request.HttpMethod, request)
        && MethodAgrees(different = request.ContextMethod, request)
        && MethodAgrees(different = request.HttpContextMethod, request)
        && PathAgrees(different = request.Path, request)
        && PathAgrees(different = request.RawPath, request)
        && PathAgrees(different = request.HttpContextPath, request);

    private static bool MethodAgrees(ReadOnlySpan<byte> method, in AuthorizerEvent request) =>
        method.IsEmpty || (!request.Arn.IsConnect && method.SequenceEqual(request.Arn.Method));

    private static bool PathAgrees(ReadOnlySpan<byte> path, in AuthorizerEvent request)
    {
        ReadOnlySpan<byte> arnPath = request.Arn.Path;
        if (path.IsEmpty || request.Arn.IsConnect || Matches(path, arnPath, afterMapping: false))
        {
            return path.IsEmpty || !request.Arn.IsConnect;
        }

        // In payload 2.0, the path begins with the stage, unless the stage is $default.
        ReadOnlySpan<byte> stage = request.Arn.Stage;
        if (path[0] == '/' && path[1..].StartsWith(stage))
        {
            ReadOnlySpan<byte> rest = path[(stage.Length + 1)..];
            if (Matches(rest.IsEmpty ? "/"u8 : rest, arnPath, afterMapping: false))
            {
                return true;
            }
        }

        // With a custom domain, the path begins with the API mapping, which the ARN does not contain. If the API's root is called, the path
        // is only the mapping and can be any path. In this case, the resource or route that API Gateway selected must be the root too.
        return IsCustomDomain(request)
            && (arnPath.SequenceEqual("/"u8) ? ChoseRoot(request) : Matches(path, arnPath, afterMapping: true));
    }

    private static bool IsCustomDomain(in AuthorizerEvent request)
    {
        ReadOnlySpan<byte> domain = request.DomainName;
        ReadOnlySpan<byte> api = request.Arn.Api;
        bool isOwn = domain.StartsWith(api) && domain[api.Length..].StartsWith(".execute-api."u8);
        return !domain.IsEmpty && !isOwn;
    }

    private static bool ChoseRoot(in AuthorizerEvent request) => request.Resource.SequenceEqual("/"u8) || request.RouteKey.EndsWith(" /"u8);

    // API Gateway decodes the path only in some events, so either path can be the decoded form of the other.
    private static bool Matches(ReadOnlySpan<byte> path, ReadOnlySpan<byte> arnPath, bool afterMapping)
    {
        return Ends(path, arnPath, afterMapping)
            || ((path.Contains((byte)'%') || arnPath.Contains((byte)'%')) && MatchesDecoded(path, arnPath, afterMapping));
    }

    // This is a separate method, because clearing its stack buffer would slow down ordinary calls.
    private static bool MatchesDecoded(ReadOnlySpan<byte> path, ReadOnlySpan<byte> arnPath, bool afterMapping)
    {
        Span<byte> decoded = stackalloc byte[MethodArn.MaxBytes];
        return (TryDecode(arnPath, decoded, out int length) && Ends(path, decoded[..length], afterMapping))
            || (TryDecode(path, decoded, out length) && Ends(decoded[..length], arnPath, afterMapping));
    }

    // A path in an ARN begins with a slash, so the text before it consists of complete segments.
    private static bool Ends(ReadOnlySpan<byte> path, ReadOnlySpan<byte> end, bool afterMapping) =>
        afterMapping ? path.EndsWith(end) && IsMapping(path[..^end.Length]) : path.SequenceEqual(end);

    // An API mapping consists of plain segments. None of its characters needs an escape.
    private static bool IsMapping(ReadOnlySpan<byte> path)
    {
        Span<byte> decoded = stackalloc byte[MethodArn.MaxBytes];
        return path.Length > 1 && !path.Contains((byte)'%') && path.Length <= decoded.Length && CanonicalPath.TryDecode(path, decoded, out _);
    }

    private static bool TryDecode(ReadOnlySpan<byte> path, Span<byte> decoded, out int length)
    {
        length = 0;
        return path.Length <= decoded.Length && CanonicalPath.TryDecode(path, decoded, out length);
    }
}
