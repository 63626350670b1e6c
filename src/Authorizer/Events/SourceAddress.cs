using System;
using Authorizer.Json;

namespace Authorizer.Events;

/// <summary>
/// The address that API Gateway received a request from: <c>requestContext.http.sourceIp</c> in payload 2.0, and
/// <c>requestContext.identity.sourceIp</c> in all other events. Headers are the caller's word and never looked at.
/// </summary>
internal static class SourceAddress
{
    /// <summary>Finds the address.</summary>
    /// <param name="request">The event.</param>
    /// <param name="scratch">Room for unescaped strings.</param>
    /// <returns>The text; empty if there is none, or the event has two, or it is not a string.</returns>
    public static ReadOnlySpan<byte> Find(scoped in AuthorizerEvent request, Utf8Scratch scratch) =>
        request.Kind == EventKind.HttpV2 ? request.HttpSourceIp
        : request.Identity.IsEmpty ? default
        : FindInIdentity(request.Identity, scratch);

    private static ReadOnlySpan<byte> FindInIdentity(ReadOnlySpan<byte> identity, Utf8Scratch scratch)
    {
        ReadOnlySpan<byte> found = default;
        int count = 0;
        var reader = new JsonReader(identity, JsonReader.MaxDepth);
        _ = reader.Read();
        while (reader.Read(JsonToken.Name))
        {
            bool wanted = reader.Text.Is("sourceIp"u8);
            if (reader.Read() == JsonToken.String && wanted)
            {
                found = scratch.Plain(reader.Text);
            }

            count += wanted ? 1 : 0;
            _ = reader.Skip();
        }

        return count == 1 && reader.Token == JsonToken.ObjectEnd ? found : default;
    }
}
