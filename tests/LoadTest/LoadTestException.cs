using System;

namespace LoadTest;

/// <summary>The load test cannot continue. The command prints the message.</summary>
/// <param name="message">The problem.</param>
internal sealed class LoadTestException(string message) : Exception(message);
