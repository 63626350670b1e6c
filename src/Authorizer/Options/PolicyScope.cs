namespace Authorizer.Options;

/// <summary>What an IAM policy speaks of.</summary>
public enum PolicyScope
{
    /// <summary>The requested method ARN and nothing else.</summary>
    Route,

    /// <summary>Everything the caller may do on this API and stage, so that one cached policy serves every route.</summary>
    Principal,
}
