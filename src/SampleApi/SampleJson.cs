using System.Text.Json.Serialization;

namespace SampleApi;

/// <summary>
/// The JSON serializer of this backend. Its code is generated at build time, because native binaries cannot generate it by reflection.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProxyEvent))]
[JsonSerializable(typeof(ProxyResponse))]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class SampleJson : JsonSerializerContext;
