using System;

namespace LambdaRuntime;

/// <summary>The Runtime API is unreachable. The process cannot get more work, so it ends.</summary>
public sealed class RuntimeApiException(string message, Exception? innerException = null) : Exception(message, innerException);
