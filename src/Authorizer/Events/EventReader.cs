using System;
using Authorizer.Json;

namespace Authorizer.Events;

/// <summary>
/// Reads an authorizer event in one pass and determines its kind (AWS documentation: "Input to an API Gateway Lambda authorizer", "Create a
/// Lambda authorizer for HTTP APIs"). A member that is read must occur only once. Its type must be the documented one or null. Methods and
/// paths must not be empty. All other members are only checked for valid JSON.
/// </summary>
internal static class EventReader
{
    // Events have four levels, but Lambda allows many more. This limit bounds the work.
    private const int MaxDepth = 32;

    /// <summary>Reads an event. False if it is not JSON or not of a known kind.</summary>
    /// <param name="scratch">The buffer for unescaped strings.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, Utf8Scratch scratch, out AuthorizerEvent authorizerEvent)
    {
        authorizerEvent = default;
        AuthorizerEvent read = default;
        var reader = new JsonReader(json, MaxDepth);
        var members = new Members(json, scratch);
        if (!reader.Read(JsonToken.ObjectStart))
        {
            return false;
        }

        while (reader.Read(JsonToken.Name))
        {
            if (!members.Read(EventMembers.Of(scratch.Plain(reader.Text)), ref reader, ref read))
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
        if (members.HaveTwoArns || !MethodArn.TryParse(arnText, out MethodArn arn))
        {
            return false;
        }

        read.Arn = arn;
        if (arn.IsConnect != (read.Kind is EventKind.WebSocketConnect))
        {
            // A REQUEST event without a method is a WebSocket connection if its ARN ends in $connect.
            bool isConnect = arn.IsConnect && read.Kind == EventKind.RestRequest && read.HttpMethod.IsEmpty;
            read.Kind = isConnect ? EventKind.WebSocketConnect : EventKind.Unsupported;
        }

        authorizerEvent = read;
        return read.Kind != EventKind.Unsupported;
    }

    // The members that determine the kind of the event. AuthorizerEvent does not contain these members.
    private ref struct Members(ReadOnlySpan<byte> json, Utf8Scratch scratch)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private EventMember _seen;
        private ReadOnlySpan<byte> _version;
        private ReadOnlySpan<byte> _type;
        private ReadOnlySpan<byte> _source;
        private bool _warmUp;
        private bool _connectEvent;
        private bool _hasToken;

        public ReadOnlySpan<byte> MethodArn { get; private set; }

        public ReadOnlySpan<byte> RouteArn { get; private set; }

        public readonly bool HaveTwoArns => !MethodArn.IsEmpty && !RouteArn.IsEmpty && !MethodArn.SequenceEqual(RouteArn);

        public readonly EventKind Kind()
        {
            if (_warmUp || IsWarmUpSource(_source))
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

        public bool Read(EventMember member, scoped ref JsonReader reader, scoped ref AuthorizerEvent target)
        {
            JsonToken value = reader.Read();
            if (member == EventMember.None)
            {
                return reader.Skip();
            }

            if ((_seen & member) != 0)
            {
                return false;
            }

            _seen |= member;
            return value switch
            {
                JsonToken.Null => true,
                JsonToken.String => ReadString(member, scratch.Plain(reader.Text), ref target),
                JsonToken.True or JsonToken.False => ReadFlag(member, value == JsonToken.True),
                JsonToken.ObjectStart when member == EventMember.RequestContext => ReadObject(EventMembers.OfRequestContext, ref reader, ref target),
                JsonToken.ObjectStart when member == EventMember.HttpContext => ReadObject(EventMembers.OfHttpContext, ref reader, ref target),
                JsonToken.ObjectStart => ReadMap(member, ref reader, ref target),
                JsonToken.ArrayStart when member == EventMember.Cookies => TrySkip(ref reader, out target.Cookies),
                _ => false,
            };
        }

        private static bool IsWarmUpSource(ReadOnlySpan<byte> source) =>
            source.SequenceEqual("aws.events"u8) || source.SequenceEqual("aws.scheduler"u8) || source.SequenceEqual("serverless-plugin-warmup"u8);

        private bool ReadObject(EventMembers.Namer nameOf, scoped ref JsonReader reader, scoped ref AuthorizerEvent target)
        {
            while (reader.Read(JsonToken.Name))
            {
                if (!Read(nameOf(scratch.Plain(reader.Text)), ref reader, ref target))
                {
                    return false;
                }
            }

            return reader.Token == JsonToken.ObjectEnd;
        }

        private readonly bool ReadMap(EventMember member, scoped ref JsonReader reader, scoped ref AuthorizerEvent target) => member switch
        {
            EventMember.Headers => TrySkip(ref reader, out target.Headers),
            EventMember.MultiValueHeaders => TrySkip(ref reader, out target.MultiValueHeaders),
            EventMember.QueryParameters => TrySkip(ref reader, out target.QueryParameters),
            EventMember.Identity => TrySkip(ref reader, out target.Identity),
            EventMember.MultiValueQueryParameters => TrySkip(ref reader, out target.MultiValueQueryParameters),
            _ => false,
        };

        // Checks the form of a map or list that is searched later, and returns its JSON.
        private readonly bool TrySkip(scoped ref JsonReader reader, out ReadOnlySpan<byte> json)
        {
            int start = reader.TokenStart;
            bool skipped = reader.Skip();
            json = skipped ? _json[start..reader.Position] : default;
            return skipped;
        }

        private bool ReadFlag(EventMember member, bool value)
        {
            _warmUp |= value;
            return member is EventMember.WarmUp or EventMember.Warmer;
        }

        private bool ReadString(EventMember member, ReadOnlySpan<byte> value, scoped ref AuthorizerEvent target)
        {
            switch (member)
            {
                case EventMember.Version:
                    _version = value;
                    return true;
                case EventMember.Type:
                    _type = value;
                    return true;
                case EventMember.Source:
                    _source = value;
                    return true;
                case EventMember.MethodArn:
                    MethodArn = value;
                    return true;
                case EventMember.RouteArn:
                    RouteArn = value;
                    return true;
                case EventMember.AuthorizationToken:
                    _hasToken = true;
                    target.AuthorizationToken = value;
                    return true;
                case EventMember.HttpMethod:
                    target.HttpMethod = value;
                    return !value.IsEmpty;
                case EventMember.Path:
                    target.Path = value;
                    return !value.IsEmpty;
                case EventMember.RawPath:
                    target.RawPath = value;
                    return !value.IsEmpty;
                case EventMember.Resource:
                    target.Resource = value;
                    return true;
                case EventMember.RouteKey:
                    target.RouteKey = value;
                    return true;
                case EventMember.RequestId:
                    target.RequestId = value;
                    return true;
                case EventMember.DomainName:
                    target.DomainName = value;
                    return true;
                case EventMember.EventType:
                    _connectEvent = value.SequenceEqual("CONNECT"u8);
                    return true;
                case EventMember.ContextMethod:
                    target.ContextMethod = value;
                    return !value.IsEmpty;
                case EventMember.HttpContextMethod:
                    target.HttpContextMethod = value;
                    return !value.IsEmpty;
                case EventMember.HttpSourceIp:
                    target.HttpSourceIp = value;
                    return true;
                case EventMember.HttpContextPath:
                    target.HttpContextPath = value;
                    return !value.IsEmpty;
                default:
                    return false;
            }
        }
    }
}
