using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Deployment.Tests;

/// <summary><c>make destroy</c>.</summary>
public sealed class DestroyTests : IDisposable
{
    private readonly Workshop _workshop = new();

    public DestroyTests() => _workshop
        .Set("STACK", "pets")
        .When("aws sts get-caller-identity", "123456789012\n")
        .When("aws cloudformation describe-stacks", "ROLLBACK_COMPLETE\n")
        .When("aws cloudformation delete-stack")
        .When("aws cloudformation wait stack-delete-complete");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workshop.Dispose();

    [Theory]
    [InlineData("ROLLBACK_COMPLETE")]
    [InlineData("CREATE_COMPLETE")]
    [InlineData("DELETE_FAILED")]
    [InlineData("DELETE_IN_PROGRESS")]
    public async Task A_stack_is_removed_whatever_has_become_of_it(string status)
    {
        ScriptResult result = await _workshop.When("aws cloudformation describe-stacks", $"{status}\n").RunAsync("destroy.sh", Cancellation);

        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Contains("aws cloudformation delete-stack --stack-name pets", _workshop.Calls);
        Assert.Contains("aws cloudformation wait stack-delete-complete --stack-name pets", _workshop.Calls);
    }

    [Fact]
    public async Task No_stack_is_removed_that_was_not_named() => await AssertStoppedAsync(_workshop.Set("STACK", null), "make destroy STACK=");

    [Fact]
    public async Task A_stack_of_another_region_is_not_found_and_the_region_is_named() => await AssertStoppedAsync(
        _workshop.When("aws cloudformation describe-stacks", error: "Stack with id pets does not exist"), "no stack pets in eu-central-1");

    [Fact]
    public async Task A_stack_somebody_works_on_is_left_alone() => await AssertStoppedAsync(
        _workshop.When("aws cloudformation describe-stacks", "UPDATE_IN_PROGRESS\n"), "somebody is at work on it");

    [Theory]
    [MemberData(nameof(AwsFaults.Complaints), MemberType = typeof(AwsFaults))]
    public async Task When_AWS_cannot_be_asked_a_person_is_told_what_to_do(string complaint, string advice) =>
        await AssertStoppedAsync(_workshop.When("aws sts get-caller-identity", error: complaint), advice);

    [Fact]
    public async Task A_stack_that_stays_names_what_holds_it()
    {
        _workshop.When("aws cloudformation wait stack-delete-complete", error: "Waiter StackDeleteComplete failed: Waiter encountered a terminal failure state")
            .When("aws cloudformation describe-stack-events", "UserPool\tThe user pool cannot be deleted because deletion protection is activated\n");

        ScriptResult result = await _workshop.RunAsync("destroy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("deletion protection is activated", result.Errors, StringComparison.Ordinal);
        Assert.Contains("UserPoolDeletionProtection=INACTIVE", result.Errors, StringComparison.Ordinal);
    }

    private static async Task AssertStoppedAsync(Workshop workshop, string told)
    {
        ScriptResult result = await workshop.RunAsync("destroy.sh", Cancellation);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(told, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(workshop.Calls, call => call.StartsWith("aws cloudformation delete-stack", StringComparison.Ordinal));
    }
}
