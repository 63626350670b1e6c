using System.Text.Json.Serialization;

namespace SampleApi;

/// <summary>The JSON of this backend, its code generated at build time: native binaries have no reflection to do it with.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProxyEvent))]
[JsonSerializable(typeof(ProxyResponse))]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class SampleJson : JsonSerializerContext;
