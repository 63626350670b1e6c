using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>The AppConfig IDs and the user pool of a deployed stack.</summary>
/// <param name="ApplicationId">The AppConfig application.</param>
/// <param name="ProfileId">The configuration profile of the revocations.</param>
/// <param name="EnvironmentId">The environment of the revocations, to which no other profile is deployed.</param>
/// <param name="StrategyId">The deployment strategy.</param>
/// <param name="UserPoolId">The user pool, or <see langword="null"/> if users cannot be signed out.</param>
internal sealed partial record RevocationsPlace(string ApplicationId, string ProfileId, string EnvironmentId, string StrategyId, string? UserPoolId)
{
    /// <summary>Reads the IDs from the outputs of a stack, except the IDs that the operator gave.</summary>
    /// <param name="stack">The name of the stack.</param>
    /// <param name="given">The IDs that the operator gave, by the names of the outputs.</param>
    /// <exception cref="ToolException">The stack does not exist, or does not use live documents.</exception>
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

    // Predefined strategies of AppConfig have names such as AppConfig.AllAtOnce, so dots are allowed.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    private static partial Regex AppConfigId();
}
