using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The users of a Cognito user pool.</summary>
/// <param name="poolId">The ID of the pool.</param>
internal sealed partial class SignedInUsers(string poolId)
{
    private const string NotFound = "UserNotFoundException";

    /// <summary>Finds the <c>sub</c> of a user.</summary>
    /// <returns>The <c>sub</c>, or <see langword="null"/> if the user does not exist.</returns>
    public async Task<string?> SubjectOfAsync(string username, CancellationToken cancellation)
    {
        try
        {
            JsonObject user = await AwsCli.CallAsync("cognito-idp", "admin-get-user", User(username), cancellation);
            return SubjectOf(user["UserAttributes"]);
        }
        catch (AwsException error) when (error.Code == NotFound)
        {
            return null;
        }
    }

    /// <summary>Finds the name of the user with a given <c>sub</c>.</summary>
    /// <returns>The user name, or <see langword="null"/> if the user does not exist.</returns>
    public async Task<string?> NameOfAsync(string subject, CancellationToken cancellation)
    {
        // In Cognito, the claim sub is a UUID. A different value could change the meaning of the filter.
        if (!Subject().IsMatch(subject))
        {
            return null;
        }

        JsonObject found = await AwsCli.CallAsync(
            "cognito-idp", "list-users", new JsonObject { ["UserPoolId"] = poolId, ["Filter"] = $"sub = \"{subject}\"", ["Limit"] = 1 }, cancellation);

        // Compares the claim again, so that a wrong result of the filter cannot sign out a different user.
        return (found["Users"] as JsonArray)?.FirstOrDefault(user => SubjectOf(user!["Attributes"]) == subject)?["Username"]?.GetValue<string>();
    }

    /// <summary>Ends all sign-ins of a user, so that refresh tokens issue no more tokens.</summary>
    /// <returns>False if the user does not exist.</returns>
    public async Task<bool> SignOutAsync(string username, CancellationToken cancellation)
    {
        try
        {
            _ = await AwsCli.CallAsync("cognito-idp", "admin-user-global-sign-out", User(username), cancellation);
            return true;
        }
        catch (AwsException error) when (error.Code == NotFound)
        {
            return false;
        }
    }

    private static string? SubjectOf(JsonNode? attributes) =>
        (attributes as JsonArray ?? []).FirstOrDefault(attribute => (string?)attribute!["Name"] == "sub")?["Value"]?.GetValue<string>();

    private JsonObject User(string username) => new() { ["UserPoolId"] = poolId, ["Username"] = username };

    [GeneratedRegex("^[A-Za-z0-9-]{1,128}$")]
    private static partial Regex Subject();
}
