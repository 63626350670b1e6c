
namespace Authorizer.Refusals;

/// <summary>The kinds of response.</summary>
public enum Verdict
{
    /// <summary>No decision could be made: 500.</summary>
    Error,

    /// <summary>The caller did not prove who it is: 401.</summary>
    Unauthorized,

    /// <summary>The caller is known, and the call is not permitted: 403.</summary>
    Deny,

    /// <summary>The call is permitted.</summary>
    Allow,
}
