using System.IO;

namespace Authorizer.Lambda.Fetching;

/// <summary>A server's certificate did not verify: its chain, its dates, its purpose or its name.</summary>
internal sealed class CertificateRefusedException(string reason) : IOException($"The server's certificate was refused: {reason}.");
