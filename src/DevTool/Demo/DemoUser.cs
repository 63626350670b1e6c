using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DevTool.Gateway.Definitions;
using DevTool.IdentityProvider;

namespace DevTool.Demo;

/// <summary>A user of the local stack.</summary>
/// <param name="Groups">The groups of the user.</param>
internal sealed record DemoUser(string Name, IReadOnlyList<string> Groups)
{
    /// <summary>A user in the group <c>readers</c>.</summary>
    public static DemoUser Reader { get; } = new("alice", ["readers"]);

    /// <summary>An administrator.</summary>
    public static DemoUser Admin { get; } = new("carol", ["readers", "admins"]);

    /// <summary>A reader who was suspended.</summary>
    public static DemoUser Suspended { get; } = new("mallory", ["readers", "suspended"]);

    /// <summary>All users of the demo.</summary>
    public static IReadOnlyList<DemoUser> All { get; } = [Reader, Admin, Suspended];

    /// <summary>Checks that a user pool has the groups of the demo users. A stand-in pool gets these groups.</summary>
    /// <param name="template">The template that declares the pool.</param>
    /// <returns>The pool with these groups.</returns>
    /// <exception cref="ToolException">The pool of the template lacks a group.</exception>
    public static UserPoolDefinition WithGroups(UserPoolDefinition pool, string template)
    {
        string[] missing = [.. All.SelectMany(user => user.Groups).Distinct().Except(pool.Groups)];
        if (missing.Length > 0 && !pool.IsStandIn)
        {
            throw new ToolException(
                $"{template}:{pool.Line}: the user pool {pool.LogicalId} lacks the {(missing.Length == 1 ? "group" : "groups")} {string.Join(", ", missing)}, which the demo's users need; "
                + "add each as an AWS::Cognito::UserPoolGroup");
        }

        return pool with { Groups = [.. pool.Groups, .. missing] };
    }

    /// <summary>Signs the user up.</summary>
    public async Task SignUpAsync(UserPool pool, CancellationToken cancellation)
    {
        foreach ((_, Func<Task> call) in SignUpCalls(pool, cancellation))
        {
            await call();
        }
    }

    /// <summary>The calls that sign the user up, in order.</summary>
    /// <returns>A description of each call, and a function that makes the call.</returns>
    public IEnumerable<(string Step, Func<Task> Call)> SignUpCalls(UserPool pool, CancellationToken cancellation) =>
    [
        ($"SignUp {Name}", () => pool.SignUpAsync(Name, "acme", cancellation)),
        ($"ConfirmSignUp {Name}", () => pool.ConfirmSignUpAsync(Name, CognitoLocal.ConfirmationCode, cancellation)),
        .. Groups.Select<string, (string, Func<Task>)>(
            group => ($"AdminAddUserToGroup {Name}, {group}", () => pool.AddToGroupAsync(Name, group, cancellation))),
    ];
}
