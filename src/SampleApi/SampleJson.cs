using System.Text.Json.Serialization;

namespace SampleApi;

/// <summary>The JSON of this backend. Its code is generated at build time, because native binaries have no reflection for it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProxyEvent))]
[JsonSerializable(typeof(ProxyResponse))]
[JsonSerializable(typeof(Greeting))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class SampleJson : JsonSerializerContext;
