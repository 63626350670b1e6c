using System;

namespace DevTool.Gateway.Authorization;

/// <summary>An authorizer returned a response that API Gateway would not accept.</summary>
/// <param name="message">The problem of the response.</param>
internal sealed class MalformedAnswerException(string message) : Exception(message);
