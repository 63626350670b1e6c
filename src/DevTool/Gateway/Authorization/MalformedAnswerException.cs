using System;

namespace DevTool.Gateway.Authorization;

/// <summary>An authorizer returned an answer that API Gateway does not accept.</summary>
/// <param name="message">What is wrong with it.</param>
internal sealed class MalformedAnswerException(string message) : Exception(message);
