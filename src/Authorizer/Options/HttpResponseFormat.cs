
namespace Authorizer.Options;

/// <summary>
/// The response to events with payload format 2.0. It is configured, because the event does not contain the format that the API expects.
/// </summary>
public enum HttpResponseFormat
{
    /// <summary><c>{"isAuthorized": …}</c>, for APIs with simple responses enabled.</summary>
    Simple,

    /// <summary>An IAM policy.</summary>
    Iam,
}
