using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Revoking;

namespace DevTool.Commands;

/// <summary>The options of the commands that change or list deployed revocations.</summary>
internal sealed class RevocationOptions
{
    private readonly Option<string> _stack = new("--stack") { Description = "The stack that make deploy created.", DefaultValueFactory = _ => "authorizer" };
    private readonly (string Output, Option<string?> Option)[] _ids =
    [
        ("LiveApplicationId", new("--application") { Description = "The AppConfig application. Needed only if the stack does not exist." }),
        ("RevocationsProfileId", new("--profile") { Description = "The AppConfig profile of the revocations." }),
        ("RevocationsEnvironmentId", new("--environment") { Description = "The AppConfig environment of the revocations. No other profile may be deployed to it." }),
        ("LiveDeploymentStrategyId", new("--strategy") { Description = "The AppConfig deployment strategy of the revocations." }),
        ("UserPoolId", new("--user-pool-id") { Description = "The user pool that users are signed out of." }),
    ];

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Print the changes, but make none." };

    public Option<bool> Json { get; } = new("--json") { Description = "Print the report as JSON." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_stack);
        foreach ((string _, Option<string?> option) in _ids)
        {
            command.Add(option);
        }

        command.Add(DryRun);
        command.Add(Json);
    }

    /// <summary>Finds the deployed revocations that the options select.</summary>
    /// <exception cref="ToolException">The IDs are neither given as options nor outputs of the stack.</exception>
    public async Task<RevocationsPlace> FindAsync(ParseResult parsed, CancellationToken cancellation)
    {
        Dictionary<string, string?> given = [];
        foreach ((string output, Option<string?> option) in _ids)
        {
            given[output] = parsed.GetValue(option);
        }

        string stack = parsed.GetRequiredValue(_stack);
        try
        {
            return await RevocationsPlace.FindAsync(stack, given, cancellation);
        }
        catch (AwsException error)
        {
            string missing = string.Join(", ", _ids.Where(id => given[id.Output] is null).Select(id => id.Option.Name));
            throw new ToolException($"the stack \"{stack}\" cannot be read: {error.Reason}; name another stack with --stack, or give the missing IDs: {missing}");
        }
    }
}
