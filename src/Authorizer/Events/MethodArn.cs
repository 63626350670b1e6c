using System;
using System.Buffers;

namespace Authorizer.Events;

/// <summary>
/// A method ARN or route ARN taken apart: <c>arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH</c>
/// (AWS documentation: "Resource format of permissions for executing API in API Gateway"), or for a WebSocket API
/// <c>…:API/STAGE/$connect</c>.
/// </summary>
internal readonly ref struct MethodArn
{
    /// <summary>The route key that stands where a WebSocket ARN would have its method.</summary>
    public static ReadOnlySpan<byte> ConnectRoute => "$connect"u8;

    /// <summary>The longest ARN, in bytes (API Gateway quotas: "Method ARN"). Its path is shorter.</summary>
    public const int MaxBytes = 1600;

    private static readonly SearchValues<byte> MethodCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-"u8);

    private MethodArn(ReadOnlySpan<byte> text, ReadOnlySpan<byte> api, ReadOnlySpan<byte> stage, ReadOnlySpan<byte> method, ReadOnlySpan<byte> path)
    {
        Text = text;
        Api = api;
        Stage = stage;
        Method = method;
        Path = path;
    }

    /// <summary>The ARN, whole.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, <c>aws-eusc</c> or a later one.</summary>
    public ReadOnlySpan<byte> Partition => Text["arn:".Length..][..Text["arn:".Length..].IndexOf((byte)':')];

    /// <summary>The API's id.</summary>
    public ReadOnlySpan<byte> Api { get; }

    /// <summary>The stage.</summary>
    public ReadOnlySpan<byte> Stage { get; }

    /// <summary>The HTTP method, or <see cref="ConnectRoute"/>.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>The path with its first slash, as API Gateway spelled it; empty for <see cref="ConnectRoute"/>.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>All before the method: what every ARN of this API and stage begins with.</summary>
    public ReadOnlySpan<byte> StagePrefix => Text[..^(Method.Length + Path.Length)];

    /// <summary>Whether this is the route of a WebSocket connection.</summary>
    public bool IsConnect => Path.IsEmpty;

    /// <summary>Takes an ARN apart.</summary>
    /// <returns>False when it is no method or route ARN.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out MethodArn arn)
    {
        arn = default;
        ReadOnlySpan<byte> rest = text;
        bool prefixed = text.Length <= MaxBytes
            && NextPart(ref rest, (byte)':').SequenceEqual("arn"u8)
            && !NextPart(ref rest, (byte)':').IsEmpty
            && NextPart(ref rest, (byte)':').SequenceEqual("execute-api"u8)
            && !NextPart(ref rest, (byte)':').IsEmpty
            && !NextPart(ref rest, (byte)':').IsEmpty;
        if (!prefixed)
        {
            return false;
        }

        ReadOnlySpan<byte> api = NextPart(ref rest, (byte)'/');
        ReadOnlySpan<byte> stage = NextPart(ref rest, (byte)'/');
        if (api.IsEmpty || stage.IsEmpty)
        {
            return false;
        }

        if (rest.SequenceEqual(ConnectRoute))
        {
            arn = new MethodArn(text, api, stage, rest, path: default);
            return true;
        }

        // The path keeps the slash before it: "GET/pets" is GET and /pets, "GET/" is GET and /.
        int slash = rest.IndexOf((byte)'/');
        if (slash <= 0 || rest[..slash].ContainsAnyExcept(MethodCharacters))
        {
            return false;
        }

        arn = new MethodArn(text, api, stage, rest[..slash], rest[slash..]);
        return true;
    }

    // What stands before the separator; empty when there is none, and then so is the rest.
    private static ReadOnlySpan<byte> NextPart(scoped ref ReadOnlySpan<byte> rest, byte separator)
    {
        int end = rest.IndexOf(separator);
        ReadOnlySpan<byte> part = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }
}
