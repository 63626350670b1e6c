using System.Collections.Generic;

namespace SampleApi;

/// <summary>The response to a proxy event. Both payload versions use the same form.</summary>
/// <param name="Headers">The header fields.</param>
/// <param name="IsBase64Encoded">Whether the body is binary.</param>
internal sealed record ProxyResponse(int StatusCode, IReadOnlyDictionary<string, string> Headers, string Body, bool IsBase64Encoded);
