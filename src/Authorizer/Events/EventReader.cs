using System;
using Authorizer.Json;

namespace Authorizer.Events;

/// <summary>
/// Reads an authorizer event (AWS documentation: "Input to an API Gateway Lambda authorizer", "Create a Lambda authorizer for
/// HTTP APIs") and tells its shape. One pass; what nobody needs is checked and skipped.
/// </summary>
internal static class EventReader
{
    // Events nest four deep; Lambda's own limit is far above, so this is only a bound on work.
    private const int MaxDepth = 32;

    /// <summary>Reads an event.</summary>
    /// <param name="json">The event's bytes.</param>
    /// <param name="scratch">Room for unescaped strings.</param>
    /// <param name="authorizerEvent">The event.</param>
    /// <returns>False when it is no JSON or none of the known shapes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> json, Utf8Scratch scratch, out AuthorizerEvent authorizerEvent)
    {
        authorizerEvent = default;
        AuthorizerEvent read = default;
        var reader = new JsonReader(json, MaxDepth);
        var members = default(TopMembers);
        if (!reader.Read(JsonToken.ObjectStart))
        {
            return false;
        }

        while (reader.Read(JsonToken.Name))
        {
            if (!members.Read(ref reader, json, scratch, ref read))
            {
                return false;
            }
        }

        if (reader.Token != JsonToken.ObjectEnd || !reader.Read(JsonToken.End))
        {
            return false;
        }

        read.Kind = members.Kind();
        if (read.Kind is EventKind.Unsupported or EventKind.WarmUp)
        {
            authorizerEvent = read;
            return read.Kind == EventKind.WarmUp;
        }

        ReadOnlySpan<byte> arnText = read.Kind == EventKind.HttpV2 ? members.RouteArn : members.MethodArn;
        if (!MethodArn.TryParse(arnText, out MethodArn arn))
        {
            return false;
        }

        read.Arn = arn;
        if (arn.IsConnect != (read.Kind is EventKind.WebSocketConnect))
        {
            // Without a method of its own, a REQUEST event whose ARN ends in $connect is a WebSocket connection.
            bool isConnect = arn.IsConnect && read.Kind == EventKind.RestRequest && read.HttpMethod.IsEmpty;
            read.Kind = isConnect ? EventKind.WebSocketConnect : EventKind.Unsupported;
        }

        authorizerEvent = read;
        return read.Kind != EventKind.Unsupported;
    }

    // The members that tell the shape, beside those the event keeps.
    private ref struct TopMembers
    {
        public ReadOnlySpan<byte> MethodArn;
        public ReadOnlySpan<byte> RouteArn;
        private ReadOnlySpan<byte> _version;
        private ReadOnlySpan<byte> _type;
        private ReadOnlySpan<byte> _source;
        private bool _warmUp;
        private bool _connectEvent;
        private bool _hasToken;

        public readonly EventKind Kind()
        {
            if (_warmUp || _source.SequenceEqual("aws.events"u8))
            {
                return EventKind.WarmUp;
            }

            if (_type.SequenceEqual("TOKEN"u8))
            {
                return _hasToken ? EventKind.RestToken : EventKind.Unsupported;
            }

            if (!_type.SequenceEqual("REQUEST"u8))
            {
                return EventKind.Unsupported;
            }

            if (_version.SequenceEqual("2.0"u8))
            {
                return EventKind.HttpV2;
            }

            if (_version.SequenceEqual("1.0"u8))
            {
                return EventKind.HttpV1;
            }

            return !_version.IsEmpty ? EventKind.Unsupported : _connectEvent ? EventKind.WebSocketConnect : EventKind.RestRequest;
        }

        // Reads one member's value. A member that is kept must not come twice nor have another type than AWS documents.
        public bool Read(scoped ref JsonReader reader, ReadOnlySpan<byte> json, Utf8Scratch scratch, scoped ref AuthorizerEvent target)
        {
            JsonText name = reader.Text;
            JsonToken value = reader.Read();
            if (value == JsonToken.Null)
            {
                return true;
            }

            if (name.Is("requestContext"u8))
            {
                return value == JsonToken.ObjectStart && ReadContext(ref reader, scratch, ref target);
            }

            if (value == JsonToken.String)
            {
                return ReadMap(name, value, reader.Raw, ref target) && ReadString(name, scratch.Plain(reader.Text), ref target);
            }

            int start = reader.TokenStart;
            if (!reader.Skip())
            {
                return false;
            }

            if (name.Is("warmup"u8))
            {
                _warmUp = value == JsonToken.True;
                return true;
            }

            return ReadMap(name, value, json[start..reader.Position], ref target);
        }

        private static bool Set(scoped ref ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
        {
            bool first = field.IsEmpty;
            field = value;
            return first;
        }

        // A kept map must be an object and a kept list an array; anything else of the event has been skipped.
        private static bool ReadMap(JsonText name, JsonToken kind, ReadOnlySpan<byte> json, scoped ref AuthorizerEvent target)
        {
            bool isObject = kind == JsonToken.ObjectStart;
            return name.Is("headers"u8) ? isObject && Set(ref target.Headers, json)
                : name.Is("multiValueHeaders"u8) ? isObject && Set(ref target.MultiValueHeaders, json)
                : name.Is("queryStringParameters"u8) ? isObject && Set(ref target.QueryParameters, json)
                : name.Is("multiValueQueryStringParameters"u8) ? isObject && Set(ref target.MultiValueQueryParameters, json)
                : !name.Is("cookies"u8) || (kind == JsonToken.ArrayStart && Set(ref target.Cookies, json));
        }

        private bool ReadString(JsonText name, ReadOnlySpan<byte> value, scoped ref AuthorizerEvent target)
        {
            if (name.Is("version"u8))
            {
                return Set(ref _version, value);
            }

            if (name.Is("type"u8))
            {
                return Set(ref _type, value);
            }

            if (name.Is("source"u8))
            {
                return Set(ref _source, value);
            }

            if (name.Is("methodArn"u8))
            {
                return Set(ref MethodArn, value);
            }

            if (name.Is("routeArn"u8))
            {
                return Set(ref RouteArn, value);
            }

            if (name.Is("authorizationToken"u8))
            {
                bool first = !_hasToken;
                _hasToken = true;
                target.AuthorizationToken = value;
                return first;
            }

            if (name.Is("httpMethod"u8))
            {
                target.HttpMethod = value;
            }
            else if (name.Is("path"u8) || name.Is("rawPath"u8))
            {
                target.Path = value;
            }

            return true;
        }

        private bool ReadContext(scoped ref JsonReader reader, Utf8Scratch scratch, scoped ref AuthorizerEvent target)
        {
            while (reader.Read(JsonToken.Name))
            {
                JsonText name = reader.Text;
                JsonToken value = reader.Read();
                if (value == JsonToken.String)
                {
                    ReadContextString(name, scratch.Plain(reader.Text), ref target);
                }
                else if (value == JsonToken.ObjectStart && name.Is("http"u8))
                {
                    if (!ReadHttp(ref reader, scratch, ref target))
                    {
                        return false;
                    }
                }
                else if (!reader.Skip())
                {
                    return false;
                }
            }

            return reader.Token == JsonToken.ObjectEnd;
        }

        private void ReadContextString(JsonText name, ReadOnlySpan<byte> value, scoped ref AuthorizerEvent target)
        {
            if (name.Is("requestId"u8))
            {
                target.RequestId = value;
            }
            else if (name.Is("domainName"u8))
            {
                target.DomainName = value;
            }
            else if (name.Is("eventType"u8))
            {
                _connectEvent = value.SequenceEqual("CONNECT"u8);
            }
        }

        private static bool ReadHttp(scoped ref JsonReader reader, Utf8Scratch scratch, scoped ref AuthorizerEvent target)
        {
            while (reader.Read(JsonToken.Name))
            {
                bool isMethod = reader.Text.Is("method"u8);
                if (reader.Read() == JsonToken.String && isMethod)
                {
                    target.HttpMethod = scratch.Plain(reader.Text);
                }
                else if (!reader.Skip())
                {
                    return false;
                }
            }

            return reader.Token == JsonToken.ObjectEnd;
        }
    }
}
