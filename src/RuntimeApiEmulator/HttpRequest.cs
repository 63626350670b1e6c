using System.Collections.Generic;

namespace RuntimeApiEmulator;

/// <summary>One HTTP/1.1 request, read whole.</summary>
internal sealed record HttpRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, byte[] Body);
