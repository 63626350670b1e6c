using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Demo;

/// <summary>A user that the local stack has.</summary>
/// <param name="Name">The user's name.</param>
/// <param name="Groups">The groups the user is in.</param>
internal sealed record DemoUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>A user who may read.</summary>
    public static DemoUser Reader { get; } = new("alice", ["readers"]);

    /// <summary>An administrator.</summary>
    public static DemoUser Admin { get; } = new("carol", ["readers", "admins"]);

    /// <summary>A reader who was suspended.</summary>
    public static DemoUser Suspended { get; } = new("mallory", ["readers", "suspended"]);

    /// <summary>All users of the demo.</summary>
    public static IReadOnlyList<DemoUser> All { get; } = [Reader, Admin, Suspended];

    /// <summary>Checks that a pool has the groups that the users are in. A stand-in gets them.</summary>
    /// <param name="template">The template that declares it.</param>
    /// <returns>The pool with these groups.</returns>
    /// <exception cref="ToolException">The template's pool lacks one.</exception>
    public static UserPoolDefinition WithGroups(UserPoolDefinition pool, string template)
    {
        string[] missing = [.. All.SelectMany(user => user.Groups).Distinct().Except(pool.Groups)];
        if (missing.Length > 0 && !pool.IsStandIn)
        {
            throw new ToolException(
                $"{template}:{pool.Line}: the user pool {pool.LogicalId} has no group {string.Join(", ", missing)}, but the demo's users need it; "
                + "add each as an AWS::Cognito::UserPoolGroup");
        }

        return pool with { Groups = [.. pool.Groups, .. missing] };
    }

    /// <summary>Signs the user up.</summary>
    /// <param name="pool">The pool to sign up in.</param>
    public async Task SignUpAsync(UserPool pool, CancellationToken cancellation)
    {
        foreach ((_, Func<Task> call) in SignUpCalls(pool, cancellation))
        {
            await call();
        }
    }

    /// <summary>The calls that sign the user up, in their order.</summary>
    /// <param name="pool">The pool to sign up in.</param>
    /// <returns>A description of each call, and the call itself, which runs when the caller invokes it.</returns>
    public IEnumerable<(string Step, Func<Task> Call)> SignUpCalls(UserPool pool, CancellationToken cancellation) =>
    [
        ($"SignUp {Name}", () => pool.SignUpAsync(Name, "acme", cancellation)),
        ($"ConfirmSignUp {Name}", () => pool.ConfirmSignUpAsync(Name, CognitoLocal.ConfirmationCode, cancellation)),
        .. Groups.Select<string, (string, Func<Task>)>(
            group => ($"AdminAddUserToGroup {Name}, {group}", () => pool.AddToGroupAsync(Name, group, cancellation))),
    ];
}
