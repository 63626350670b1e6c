using System;

namespace LambdaRuntime;

/// <summary>The Runtime API cannot be talked to any longer: the process has no work left and ends.</summary>
public sealed class RuntimeApiException(string message, Exception? innerException = null) : Exception(message, innerException);
