using System;

namespace Authorizer.Events;

/// <summary>The members of an event that are read. Each member has its own bit, so that a duplicate is detected.</summary>
[Flags]
internal enum EventMember : uint
{
    /// <summary>Any other member.</summary>
    None = 0,

    /// <summary><c>version</c></summary>
    Version = 1 << 0,

    /// <summary><c>type</c></summary>
    Type = 1 << 1,

    /// <summary><c>source</c></summary>
    Source = 1 << 2,

    /// <summary><c>warmup</c></summary>
    WarmUp = 1 << 3,

    /// <summary><c>warmer</c></summary>
    Warmer = 1 << 4,

    /// <summary><c>methodArn</c></summary>
    MethodArn = 1 << 5,

    /// <summary><c>routeArn</c></summary>
    RouteArn = 1 << 6,

    /// <summary><c>authorizationToken</c></summary>
    AuthorizationToken = 1 << 7,

    /// <summary><c>httpMethod</c></summary>
    HttpMethod = 1 << 8,

    /// <summary><c>path</c></summary>
    Path = 1 << 9,

    /// <summary><c>rawPath</c></summary>
    RawPath = 1 << 10,

    /// <summary><c>resource</c></summary>
    Resource = 1 << 11,

    /// <summary><c>routeKey</c></summary>
    RouteKey = 1 << 12,

    /// <summary><c>headers</c></summary>
    Headers = 1 << 13,

    /// <summary><c>multiValueHeaders</c></summary>
    MultiValueHeaders = 1 << 14,

    /// <summary><c>queryStringParameters</c></summary>
    QueryParameters = 1 << 15,

    /// <summary><c>multiValueQueryStringParameters</c></summary>
    MultiValueQueryParameters = 1 << 16,

    /// <summary><c>cookies</c></summary>
    Cookies = 1 << 17,

    /// <summary><c>requestContext</c></summary>
    RequestContext = 1 << 18,

    /// <summary><c>requestContext.requestId</c></summary>
    RequestId = 1 << 19,

    /// <summary><c>requestContext.domainName</c></summary>
    DomainName = 1 << 20,

    /// <summary><c>requestContext.eventType</c></summary>
    EventType = 1 << 21,

    /// <summary><c>requestContext.httpMethod</c></summary>
    ContextMethod = 1 << 22,

    /// <summary><c>requestContext.http</c></summary>
    HttpContext = 1 << 23,

    /// <summary><c>requestContext.http.method</c></summary>
    HttpContextMethod = 1 << 24,

    /// <summary><c>requestContext.http.path</c></summary>
    HttpContextPath = 1 << 25,

    /// <summary><c>requestContext.http.sourceIp</c></summary>
    HttpSourceIp = 1 << 26,

    /// <summary><c>requestContext.identity</c></summary>
    Identity = 1 << 27,
}

/// <summary>Finds the members of an event by name.</summary>
internal static class EventMembers
{
    /// <summary>Finds a member of one of the event's objects by its unescaped name.</summary>
    internal delegate EventMember Namer(ReadOnlySpan<byte> name);

    /// <summary>Finds a member of the event itself.</summary>
    /// <inheritdoc cref="Namer"/>
    public static EventMember Of(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("headers"u8) ? EventMember.Headers
        : name.SequenceEqual("multiValueHeaders"u8) ? EventMember.MultiValueHeaders
        : name.SequenceEqual("queryStringParameters"u8) ? EventMember.QueryParameters
        : name.SequenceEqual("multiValueQueryStringParameters"u8) ? EventMember.MultiValueQueryParameters
        : name.SequenceEqual("cookies"u8) ? EventMember.Cookies
        : name.SequenceEqual("requestContext"u8) ? EventMember.RequestContext
        : name.SequenceEqual("type"u8) ? EventMember.Type
        : name.SequenceEqual("version"u8) ? EventMember.Version
        : name.SequenceEqual("methodArn"u8) ? EventMember.MethodArn
        : name.SequenceEqual("routeArn"u8) ? EventMember.RouteArn
        : name.SequenceEqual("authorizationToken"u8) ? EventMember.AuthorizationToken
        : name.SequenceEqual("httpMethod"u8) ? EventMember.HttpMethod
        : name.SequenceEqual("path"u8) ? EventMember.Path
        : name.SequenceEqual("rawPath"u8) ? EventMember.RawPath
        : name.SequenceEqual("resource"u8) ? EventMember.Resource
        : name.SequenceEqual("routeKey"u8) ? EventMember.RouteKey
        : name.SequenceEqual("source"u8) ? EventMember.Source
        : name.SequenceEqual("warmup"u8) ? EventMember.WarmUp
        : name.SequenceEqual("warmer"u8) ? EventMember.Warmer
        : EventMember.None;

    /// <summary>Finds a member of <c>requestContext</c>.</summary>
    /// <inheritdoc cref="Namer"/>
    public static EventMember OfRequestContext(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("requestId"u8) ? EventMember.RequestId
        : name.SequenceEqual("domainName"u8) ? EventMember.DomainName
        : name.SequenceEqual("eventType"u8) ? EventMember.EventType
        : name.SequenceEqual("httpMethod"u8) ? EventMember.ContextMethod
        : name.SequenceEqual("http"u8) ? EventMember.HttpContext
        : name.SequenceEqual("identity"u8) ? EventMember.Identity
        : EventMember.None;

    /// <summary>Finds a member of <c>requestContext.http</c>.</summary>
    /// <inheritdoc cref="Namer"/>
    public static EventMember OfHttpContext(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("method"u8) ? EventMember.HttpContextMethod
        : name.SequenceEqual("path"u8) ? EventMember.HttpContextPath
        : name.SequenceEqual("sourceIp"u8) ? EventMember.HttpSourceIp
        : EventMember.None;
}
