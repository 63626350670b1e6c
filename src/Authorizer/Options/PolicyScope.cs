namespace Authorizer.Options;

/// <summary>The extent of an IAM policy.</summary>
public enum PolicyScope
{
    /// <summary>Only the requested method ARN.</summary>
    Route,

    /// <summary>Everything the caller may call on this API and stage, so that one cached policy serves every route.</summary>
    Principal,
}
