using System;

namespace Authorizer.Options;

/// <summary>
/// The function cannot start as it is configured. The message names the variable, or the file, line and rule, and says what is
/// wrong; it repeats no secret. Thrown only during start-up.
/// </summary>
public class ConfigurationException(string message) : Exception(message)
{
    /// <summary>The <c>errorType</c> under which Lambda is told.</summary>
    public const string ErrorType = "Authorizer.ConfigurationInvalid";
}
