using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The AppConfig IDs and the user pool of a stack.</summary>
/// <param name="ApplicationId">The AppConfig application.</param>
/// <param name="ProfileId">The profile of the revocations.</param>
/// <param name="EnvironmentId">Their environment, which has no other profile.</param>
/// <param name="StrategyId">How they are deployed.</param>
/// <param name="UserPoolId">The user pool, or <see langword="null"/> if there is none to sign users out of.</param>
internal sealed partial record RevocationsPlace(string ApplicationId, string ProfileId, string EnvironmentId, string StrategyId, string? UserPoolId)
{
    /// <summary>Completes what the operator gave with the outputs of a stack.</summary>
    /// <param name="stack">The stack's name.</param>
    /// <param name="given">What the operator gave, by the names of the outputs.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ToolException">The stack does not exist, or has no live data.</exception>
    public static async Task<RevocationsPlace> FindAsync(string stack, IReadOnlyDictionary<string, string?> given, CancellationToken cancellation)
    {
        Dictionary<string, string> outputs = [];
        if (given.Any(id => id.Value is null && id.Key != "UserPoolId"))
        {
            JsonObject described = await AwsCli.CallAsync("cloudformation", "describe-stacks", new JsonObject { ["StackName"] = stack }, cancellation);
            foreach (JsonNode? output in described["Stacks"]?[0]?["Outputs"] as JsonArray ?? [])
            {
                outputs[output!["OutputKey"]!.GetValue<string>()] = output["OutputValue"]!.GetValue<string>();
            }
        }

        return new RevocationsPlace(
            Id("LiveApplicationId"),
            Id("RevocationsProfileId"),
            Id("RevocationsEnvironmentId"),
            Id("LiveDeploymentStrategyId"),
            given.GetValueOrDefault("UserPoolId") ?? outputs.GetValueOrDefault("UserPoolId"));

        string Id(string name)
        {
            string id = given.GetValueOrDefault(name) ?? outputs.GetValueOrDefault(name)
                ?? throw new ToolException($"the stack {stack} has no output {name}; deploy it with LiveData=true, or give the IDs as options");
            return AppConfigId().IsMatch(id) ? id : throw new ToolException($"\"{id}\" is not an AppConfig ID ({name}); use the ID, which has 4 to 7 lower-case letters and digits");
        }
    }

    // The strategies that AppConfig has itself are named AppConfig.AllAtOnce and the like.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex AppConfigId();
}
