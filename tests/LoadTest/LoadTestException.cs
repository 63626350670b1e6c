using System;

namespace LoadTest;

/// <summary>The load test cannot go on, for a reason its user can read.</summary>
/// <param name="message">What is wrong.</param>
internal sealed class LoadTestException(string message) : Exception(message);
