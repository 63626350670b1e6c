using System;

namespace Authorizer.Options;

/// <summary>
/// The configuration is invalid, so the function cannot start. The message contains the problem and its place: the variable, or the file,
/// line and rule. It contains no secret. Thrown only during the start.
/// </summary>
public class ConfigurationException(string message) : Exception(message)
{
    /// <summary>The <c>errorType</c> in the report to Lambda.</summary>
    public const string ErrorType = "Authorizer.ConfigurationInvalid";
}
