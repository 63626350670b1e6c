using System;

namespace DevTool.IdentityProvider;

/// <summary>Cognito refused a call.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="answer">The error body from Cognito.</param>
internal sealed class CognitoException(string action, int status, string answer) : Exception($"{action} answered {status}: {answer}")
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;
}
