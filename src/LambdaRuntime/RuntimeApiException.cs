using System;

namespace LambdaRuntime;

/// <summary>The Runtime API is unreachable. The process must end, because it cannot get more invocations.</summary>
public sealed class RuntimeApiException(string message, Exception? innerException = null) : Exception(message, innerException);
