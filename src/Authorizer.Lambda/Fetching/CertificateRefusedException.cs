using System.IO;

namespace Authorizer.Lambda.Fetching;

/// <summary>The verification of a server's certificate failed: chain, dates, purpose or name.</summary>
internal sealed class CertificateRefusedException(string reason) : IOException($"The server's certificate was refused: {reason}.");
