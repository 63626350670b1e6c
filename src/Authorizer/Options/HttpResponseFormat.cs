
namespace Authorizer.Options;

/// <summary>
/// The response to events with payload format 2.0. The operator must configure it, because the event does not contain the format that the
/// API expects.
/// </summary>
public enum HttpResponseFormat
{
    /// <summary><c>{"isAuthorized": …}</c>, for APIs for which simple responses are enabled.</summary>
    Simple,

    /// <summary>An IAM policy.</summary>
    Iam,
}
