using System;
using System.Buffers;

namespace Authorizer.Events;

/// <summary>
/// A parsed method ARN or route ARN: <c>arn:PARTITION:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/PATH</c> (AWS documentation: "Resource
/// format of permissions for executing API in API Gateway"). On a WebSocket API, the ARN ends with <c>/STAGE/$connect</c>.
/// </summary>
internal readonly ref struct MethodArn
{
    /// <summary>The route key that replaces the method in the ARN of a WebSocket API.</summary>
    public static ReadOnlySpan<byte> ConnectRoute => "$connect"u8;

    /// <summary>The limit of an ARN, in bytes (API Gateway quotas: "Method ARN"). The path in an ARN is shorter.</summary>
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

    /// <summary>The whole ARN.</summary>
    public ReadOnlySpan<byte> Text { get; }

    /// <summary>The partition: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, <c>aws-eusc</c> or a later one.</summary>
    public ReadOnlySpan<byte> Partition => Text["arn:".Length..][..Text["arn:".Length..].IndexOf((byte)':')];

    /// <summary>The API's ID.</summary>
    public ReadOnlySpan<byte> Api { get; }

    public ReadOnlySpan<byte> Stage { get; }

    /// <summary>The HTTP method, or <see cref="ConnectRoute"/>.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>The path with its leading slash, in API Gateway's spelling. Empty for <see cref="ConnectRoute"/>.</summary>
    public ReadOnlySpan<byte> Path { get; }

    /// <summary>The text before the method: the common prefix of all ARNs of this API and stage.</summary>
    public ReadOnlySpan<byte> StagePrefix => Text[..^(Method.Length + Path.Length)];

    /// <summary>Whether this is the <c>$connect</c> route of a WebSocket API.</summary>
    public bool IsConnect => Path.IsEmpty;

    /// <summary>Parses an ARN. False if the text is not a method ARN or route ARN.</summary>
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

        // The path includes the slash after the method: "GET/pets" is GET and /pets, and "GET/" is GET and /.
        int slash = rest.IndexOf((byte)'/');
        if (slash <= 0 || rest[..slash].ContainsAnyExcept(MethodCharacters))
        {
            return false;
        }

        arn = new MethodArn(text, api, stage, rest[..slash], rest[slash..]);
        return true;
    }

    // Returns the text before the separator. If there is no separator, the returned text and the rest are empty.
    private static ReadOnlySpan<byte> NextPart(scoped ref ReadOnlySpan<byte> rest, byte separator)
    {
        int end = rest.IndexOf(separator);
        ReadOnlySpan<byte> part = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }
}
