using System;

namespace Authorizer.Options;

/// <summary>
/// The configuration is invalid, so the function cannot start. The message names the variable, or the file, line and rule, and the problem.
/// It contains no secret. Thrown only during start-up.
/// </summary>
public class ConfigurationException(string message) : Exception(message)
{
    /// <summary>The <c>errorType</c> in the report to Lambda.</summary>
    public const string ErrorType = "Authorizer.ConfigurationInvalid";
}
