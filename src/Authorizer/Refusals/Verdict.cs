
namespace Authorizer.Refusals;

/// <summary>The kinds of response.</summary>
public enum Verdict
{
    /// <summary>No decision could be made. The response is 500.</summary>
    Error,

    /// <summary>The caller's identity is not proven. The response is 401.</summary>
    Unauthorized,

    /// <summary>The caller is known, but the call is not permitted. The response is 403.</summary>
    Deny,

    /// <summary>The call is permitted.</summary>
    Allow,
}
