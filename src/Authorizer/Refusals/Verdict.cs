
namespace Authorizer.Refusals;

/// <summary>The four kinds of answer.</summary>
public enum Verdict
{
    /// <summary>No decision could be made: 500.</summary>
    Error,

    /// <summary>The caller did not prove who it is: 401.</summary>
    Unauthorized,

    /// <summary>The caller is known and may not: 403.</summary>
    Deny,

    /// <summary>The caller may.</summary>
    Allow,
}
