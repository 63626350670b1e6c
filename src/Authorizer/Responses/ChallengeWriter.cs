using System;
using System.Globalization;
using System.Text;
using Authorizer.Json;
using Authorizer.Options;
using Authorizer.Permissions;
using Authorizer.Refusals;

namespace Authorizer.Responses;

/// <summary>
/// Writes the value of a <c>WWW-Authenticate</c> header, which tells the client how to get a sufficient token (RFC 6750, section 3; RFC
/// 9470, section 3; RFC 9728, section 5.1). It contains only configured values and no part of the request.
/// </summary>
internal sealed class ChallengeWriter(AuthorizationOptions options)
{
    // A refreshed token contains the time of the old sign-in, so the client must sign in again.
    private readonly byte[] _maxAge = options.MaxTokenAgeSeconds is { } seconds
        ? Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture))
        : [];

    /// <summary>Writes the members <c>challenge</c> and <c>requiredScope</c>, if a metadata URL is configured.</summary>
    public void Write(Refusal refusal, StepUpNeed need, ref JsonWriter writer)
    {
        if (options.ResourceMetadataUrl is not { } url)
        {
            return;
        }

        writer.Name("challenge"u8);
        writer.StartString();
        writer.StringPart("Bearer "u8);
        ReadOnlySpan<byte> maxAge = refusal == Refusal.TokenTooOld ? _maxAge : need.MaxAge;
        if (!maxAge.IsEmpty)
        {
            Parameter("error"u8, "insufficient_user_authentication"u8, ref writer);
            Parameter("max_age"u8, maxAge, ref writer);
        }
        else if (refusal.Verdict() == Verdict.Unauthorized && refusal != Refusal.TokenMissing)
        {
            // If the request has no token, the challenge contains no error code (RFC 6750, section 3.1).
            Parameter("error"u8, "invalid_token"u8, ref writer);
        }
        else if (!need.Scopes.IsEmpty)
        {
            Parameter("error"u8, "insufficient_scope"u8, ref writer);
        }

        if (!need.Scopes.IsEmpty)
        {
            Parameter("scope"u8, need.Scopes, ref writer);
        }

        writer.StringPart("resource_metadata=\""u8);
        writer.StringPart(url);
        writer.StringPart("\""u8);
        writer.EndString();
        if (!need.Scopes.IsEmpty)
        {
            // A gateway response inserts values into its JSON template without escaping them. The challenge contains quotes, so a template
            // cannot use it.
            writer.Member("requiredScope"u8, need.Scopes);
        }
    }

    private static void Parameter(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref JsonWriter writer)
    {
        writer.StringPart(name);
        writer.StringPart("=\""u8);
        writer.StringPart(value);
        writer.StringPart("\", "u8);
    }
}
