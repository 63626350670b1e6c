using System;
using Authorizer.Json;

namespace Authorizer.Events;

/// <summary>
/// The address from which API Gateway received a request. It is <c>requestContext.http.sourceIp</c> in payload 2.0, and
/// <c>requestContext.identity.sourceIp</c> in all other events. Headers are ignored, because the client can forge them.
/// </summary>
internal static class SourceAddress
{
    /// <summary>Finds the address. Empty if it is absent, duplicate or not a string.</summary>
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
