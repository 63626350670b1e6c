using System;

namespace LoadTest;

/// <summary>The load test cannot continue. The message is for its user.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class LoadTestException(string message) : Exception(message);
