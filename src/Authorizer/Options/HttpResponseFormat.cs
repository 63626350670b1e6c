
namespace Authorizer.Options;

/// <summary>The answer to an HTTP API's payload 2.0: the event does not say which one the API expects.</summary>
public enum HttpResponseFormat
{
    /// <summary><c>{"isAuthorized": …}</c>, where simple responses are enabled.</summary>
    Simple,

    /// <summary>An IAM policy.</summary>
    Iam,
}
