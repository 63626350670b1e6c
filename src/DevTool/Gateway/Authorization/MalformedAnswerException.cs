using System;

namespace DevTool.Gateway.Authorization;

/// <summary>An authorizer answered something that API Gateway does not take.</summary>
/// <param name="message">What is wrong with it.</param>
internal sealed class MalformedAnswerException(string message) : Exception(message);
