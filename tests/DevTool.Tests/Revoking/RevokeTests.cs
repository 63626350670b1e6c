using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Contract;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Revoking;

/// <summary>The real AWS CLI with moto, which emulates AppConfig and Cognito.</summary>
public sealed class AwsFixture : IAsyncLifetime
{
    private static readonly string[] Modules = ["moto.server", "samtranslator"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aws-");
    private MotoServer? _server;

    /// <summary>The folder that contains the real AWS CLI.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The URL of moto.</summary>
    public string Address => _server!.Address.ToString().TrimEnd('/');

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _server = await MotoServer.StartAsync(Modules, Path.Combine(Repository.Root, "tests/Deployment.Tests/aws_mock.py"), _folder.FullName);
        if (!File.Exists(Path.Combine(Folder, "aws")))
        {
            MotoServer.SkipOrFail("the AWS CLI is missing; run pip install awscli");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}

/// <summary><c>authz revoke</c> and <c>authz revocations</c>, run as processes with an emulator of AWS.</summary>
/// <param name="aws">The AWS CLI and the emulator.</param>
public sealed class RevokeTests(AwsFixture aws) : IClassFixture<AwsFixture>, IAsyncLifetime
{
    private readonly ToolProcess _tool = new();
    private string _application = string.Empty;
    private string _profile = string.Empty;
    private string _pool = string.Empty;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        foreach ((string name, string value) in new[]
        {
            ("AWS_ENDPOINT_URL", aws.Address), ("AWS_DEFAULT_REGION", "eu-central-1"), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "anything"),
            ("PATH", $"{aws.Folder}:{Environment.GetEnvironmentVariable("PATH")}"),
        })
        {
            _tool.Variables[name] = value;
        }

        _application = (string)(await AwsAsync("appconfig", "create-application", "--name", "application"))["Id"]!;
        _profile = (string)(await AwsAsync("appconfig", "create-configuration-profile", "--application-id", _application, "--name", "revocations", "--location-uri", "hosted"))["Id"]!;
        _pool = (string)(await AwsAsync("cognito-idp", "create-user-pool", "--pool-name", "pool"))["UserPool"]!["Id"]!;
        await StoreAsync("""{"version":1}""");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _tool.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_command_revokes_a_user_signs_the_user_out_and_deploys_the_document()
    {
        string subject = await CreateUserAsync("alice");
        long before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        (int code, string output, string errors) = await RevokeAsync("--user", "alice");

        Assert.True(code == 0, errors);
        Assert.StartsWith($"revoked sub {subject}\n", output, StringComparison.Ordinal);
        Assert.Contains("alice is signed out of Cognito", output, StringComparison.Ordinal);
        (int version, JsonNode document) = await LatestAsync();
        Assert.InRange(document["sub"]![subject]!.GetValue<long>(), before + 60, before + 120);
        Assert.InRange(document["issuedAt"]!.GetValue<long>(), before, before + 60);
        Assert.Equal(version, await DeployedAsync());
    }

    [Theory]
    [InlineData("--sign-in", "originJti")]
    [InlineData("--client", "clientId")]
    public async Task The_revocation_of_a_sign_in_or_a_client_keeps_earlier_revocations(string option, string member)
    {
        long ahead = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 200;
        await StoreAsync($$$"""{"version":1,"jti":["a"],"originJti":["b"],"clientId":["c"],"sub":{"d":1795421816},"issuedAt":{{{ahead}}}}""");

        (int code, _, string errors) = await RevokeAsync(option, "new");

        Assert.True(code == 0, errors);
        JsonNode document = (await LatestAsync()).Document;
        Assert.Equal("new", (string)document[member]![1]!);
        Assert.Equal(("a", 1795421816), ((string)document["jti"]![0]!, document["sub"]!["d"]!.GetValue<long>()));

        // The new document must not have an earlier time than the replaced document, even if this machine's clock is slow.
        Assert.Equal(ahead, document["issuedAt"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_document_with_a_future_issue_time_is_replaced_by_an_acceptable_document()
    {
        await StoreAsync("""{"version":1,"issuedAt":4102444800}""");

        (int code, _, string errors) = await RevokeAsync("--client", "new");

        Assert.True(code == 0, errors);
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange((await LatestAsync()).Document["issuedAt"]!.GetValue<long>(), now - 60, now);
    }

    [Fact]
    public async Task Concurrent_revocations_are_all_kept()
    {
        (int Code, string Output, string Errors)[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => RevokeAsync("--sign-in", $"sign-in-{i}")));

        Assert.All(runs, run => Assert.True(run.Code == 0, run.Errors));
        (int version, JsonNode document) = await LatestAsync();
        Assert.Equal(["sign-in-0", "sign-in-1", "sign-in-2", "sign-in-3"], document["originJti"]!.AsArray().Select(id => (string)id!).Order());
        Assert.Equal(version, await DeployedAsync());
    }

    [Fact]
    public async Task A_deleted_user_is_reported_and_can_be_revoked_by_sub()
    {
        string subject = await CreateUserAsync("bob");
        _ = await AwsAsync("cognito-idp", "admin-delete-user", "--user-pool-id", _pool, "--username", "bob");

        (int code, _, string errors) = await RevokeAsync("--user", "bob");

        Assert.Equal(1, code);
        Assert.Contains("the user \"bob\" does not exist", errors, StringComparison.Ordinal);
        Assert.Contains("--sub", errors, StringComparison.Ordinal);
        Assert.Equal(1, (await LatestAsync()).Version);

        (code, string output, errors) = await RevokeAsync("--sub", subject);
        Assert.True(code == 0, errors);
        Assert.Contains("no user of the pool has this sub", output, StringComparison.Ordinal);
        Assert.NotNull((await LatestAsync()).Document["sub"]![subject]);
    }

    [Theory]
    [InlineData("typo")]
    [InlineData("00000000-0000-4000-8000-000000000000")]
    public async Task An_unknown_sub_is_revoked_and_reported(string subject)
    {
        (int code, string output, _) = await RevokeAsync("--sub", subject, "--dry-run");
        Assert.Equal(0, code);
        Assert.Contains("no user of the pool has this sub; check it", output, StringComparison.Ordinal);
        (code, output, _) = await RevokeAsync("--sub", subject);
        Assert.Equal(0, code);
        Assert.Contains("no user of the pool has this sub; check it", output, StringComparison.Ordinal);

        (code, output, _) = await _tool.RunAsync(["revoke", "--sub", subject, .. Place()]);
        Assert.Equal(0, code);
        Assert.Contains("without --user-pool-id, the sub is not checked", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_another_sub_is_not_signed_out()
    {
        const string Subject = "00000000-0000-4000-8000-000000000000";
        AnswerAws("list-users", """{"Users":[{"Username":"frank","Attributes":[{"Name":"sub","Value":"11111111-0000-4000-8000-000000000000"}]}]}""");

        (int code, string output, _) = await RevokeAsync("--sub", Subject);

        Assert.Equal(0, code);
        Assert.Contains("no user of the pool has this sub", output, StringComparison.Ordinal);
        Assert.DoesNotContain("frank", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_HTML_page_instead_of_an_answer_causes_a_one_line_error_with_the_status()
    {
        BreakAws("list-hosted-configuration-versions", "An error occurred (502) when calling the ListHostedConfigurationVersions operation (reached max retries: 4): <!doctype html>\n<html>\n<body>Bad gateway</body>\n</html>");

        (int code, _, string errors) = await RevokeAsync("--client", "client");

        Assert.Equal(1, code);
        Assert.Equal(
            "nothing was changed: AWS refused the request: an HTML or XML page instead of an answer (502); correct it, or use credentials that permit it\n", errors);
    }

    [Fact]
    public async Task The_message_lists_the_missing_IDs()
    {
        (int code, _, string errors) = await _tool.RunAsync("revoke", "--client", "client", "--application", "a", "--profile", "b", "--stack", "none");

        Assert.Equal(1, code);
        Assert.StartsWith("the stack \"none\" cannot be read: ", errors, StringComparison.Ordinal);
        Assert.EndsWith("; name another stack with --stack, or give the missing IDs: --environment, --strategy, --user-pool-id\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revocation_by_sub_also_signs_the_user_out()
    {
        string subject = await CreateUserAsync("carol");

        (int code, string output, string errors) = await RevokeAsync("--sub", subject);

        Assert.True(code == 0, errors);
        Assert.Contains("carol is signed out of Cognito", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("An error occurred (ExpiredTokenException) when calling the ListHostedConfigurationVersions operation: The security token included in the request is expired")]
    [InlineData("Unable to locate credentials. You can configure credentials by running \\\"aws configure\\\".")]
    [InlineData("Error when retrieving token from sso: Token has expired and refresh failed")]
    public async Task With_expired_credentials_nothing_changes_and_the_message_has_advice(string message)
    {
        BreakAws("*", message);

        (int code, _, string errors) = await RevokeAsync("--client", "client");

        Assert.Equal(1, code);
        Assert.Contains("AWS does not accept the credentials", errors, StringComparison.Ordinal);
        Assert.Contains("nothing was changed: ", errors, StringComparison.Ordinal);
        MendAws();
        Assert.Equal(1, (await LatestAsync()).Version);
    }

    [Theory]
    [InlineData("admin-user-global-sign-out")]
    [InlineData("start-deployment")]
    public async Task The_same_command_completes_a_revocation_after_credentials_expired(string operation)
    {
        string subject = await CreateUserAsync("dave");
        BreakAws(operation, "An error occurred (ExpiredTokenException) when calling it: expired");

        (int code, _, string errors) = await RevokeAsync("--user", "dave");

        Assert.Equal(1, code);
        Assert.Contains($"only a part was done (version 2 of the revocations has sub {subject}", errors, StringComparison.Ordinal);
        Assert.Contains("run the same command again", errors, StringComparison.Ordinal);
        Assert.Equal(0, await DeployedAsync());
        MendAws();
        (code, _, errors) = await RevokeAsync("--user", "dave");
        Assert.True(code == 0, errors);
        Assert.Equal((await LatestAsync()).Version, await DeployedAsync());
    }

    [Fact]
    public async Task The_command_waits_for_a_deployment_in_progress()
    {
        _ = await AwsAsync(
            "appconfig", "start-deployment", "--application-id", _application, "--environment-id", _profile, "--configuration-profile-id", _profile,
            "--configuration-version", "1", "--deployment-strategy-id", "AppConfig.AllAtOnce");

        (int code, string output, string errors) = await RevokeAsync("--client", "client");

        Assert.True(code == 0, errors);
        Assert.Contains("version 2 is deployed", output, StringComparison.Ordinal);
        Assert.Equal(2, await DeployedAsync());
    }

    [Fact]
    public async Task The_next_revocation_also_deploys_a_stored_revocation()
    {
        await StoreAsync("""{"version":1,"clientId":["client"]}""");

        (int code, _, string errors) = await RevokeAsync("--client", "client");

        Assert.True(code == 0, errors);
        Assert.Equal((2, 2), ((await LatestAsync()).Version, await DeployedAsync()));
    }

    [Fact]
    public async Task A_dry_run_prints_every_step_and_changes_nothing()
    {
        string subject = await CreateUserAsync("erin");

        (int code, string output, string errors) = await RevokeAsync("--user", "erin", "--dry-run", "--json");

        Assert.True(code == 0, errors);
        JsonNode report = JsonNode.Parse(output)!;
        Assert.Equal(($"sub {subject}", true), ((string)report["revoked"]!, report["dryRun"]!.GetValue<bool>()));
        Assert.Contains(report["done"]!.AsArray(), line => ((string)line!).Contains("would sign erin out", StringComparison.Ordinal));
        Assert.Equal((1, 0), ((await LatestAsync()).Version, await DeployedAsync()));
    }

    public static TheoryData<string> HostileIds =>
    [
        "file:///etc/passwd", "--help", "\" or sub ^= \"", "a\nb\u001b[31m\u2028ü字", "'; id; '$(id)",
    ];

    [Theory]
    [MemberData(nameof(HostileIds))]
    public async Task A_hostile_ID_is_treated_as_data(string id)
    {
        (int code, string output, string errors) = await RevokeAsync("--sub=" + id);

        Assert.True(code == 0, errors);
        Assert.DoesNotContain(output, c => c == '\u001b');
        (_, JsonNode document) = await LatestAsync();
        Assert.Equal(id, Assert.Single(document["sub"]!.AsObject()).Key);
        (code, _, errors) = await RevokeAsync("--user=" + id);
        Assert.Equal(1, code);
        Assert.DoesNotContain("root:", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("--user", "a", "--sub", "b")]
    [InlineData("--client", " ")]
    [InlineData("--token", "a")]
    public async Task A_command_line_must_select_exactly_one_revocation(params string[] arguments)
    {
        (int code, _, string errors) = await _tool.RunAsync(["revoke", .. arguments]);

        Assert.Equal(64, code);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task An_unusable_document_is_not_extended()
    {
        await StoreAsync("""{"version":2}""");

        (int code, _, string errors) = await RevokeAsync("--client", "client");

        Assert.Equal(1, code);
        Assert.Contains("cannot be used", errors, StringComparison.Ordinal);
        Assert.Equal((2, 0), ((await LatestAsync()).Version, await DeployedAsync()));
    }

    [Fact]
    public async Task A_profile_without_a_document_is_refused()
    {
        _profile = (string)(await AwsAsync("appconfig", "create-configuration-profile", "--application-id", _application, "--name", "empty", "--location-uri", "hosted"))["Id"]!;

        (int code, _, string errors) = await RevokeAsync("--client", "client");

        Assert.Equal(1, code);
        Assert.Contains("has no version yet", errors, StringComparison.Ordinal);
        Assert.Equal(0, (await LatestAsync()).Version);
    }

    [Fact]
    public async Task A_stack_without_live_data_is_reported()
    {
        (int code, _, string errors) = await _tool.RunAsync("revoke", "--client", "client", "--stack", "none");

        Assert.Equal(1, code);
        Assert.Contains("none", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pruning_removes_only_revocations_without_effect()
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        const long Day = 86_400;
        await StoreAsync(FormattableString.Invariant($$"""{"version":1,"jti":["very-old"],"originJti":["very-old"],"issuedAt":{{now - (40 * Day)}}}"""));
        await StoreAsync(FormattableString.Invariant($$"""{"version":1,"jti":["very-old","old"],"originJti":["very-old","old"],"issuedAt":{{now - (2 * Day)}}}"""));
        await StoreAsync(FormattableString.Invariant(
            $$"""{"version":1,"jti":["very-old","old","new"],"originJti":["very-old","old","new"],"clientId":["c"],"sub":{"old":{{now - (2 * Day)}},"new":{{now - 100}}},"issuedAt":{{now - 100}}}"""));

        (int code, string output, string errors) = await ListAsync("--prune", "--refresh-token-days", "30", "--dry-run");
        Assert.True(code == 0, errors);
        Assert.Contains("would remove originJti very-old", output, StringComparison.Ordinal);
        Assert.Equal(4, (await LatestAsync()).Version);

        (code, output, errors) = await ListAsync("--prune", "--refresh-token-days", "30", "--json");

        Assert.True(code == 0, errors);
        Assert.Equal(
            ["sub old", "jti very-old", "jti old", "originJti very-old"],
            JsonNode.Parse(output)!["removed"]!.AsArray().Select(entry => (string)entry!));
        (int version, JsonNode document) = await LatestAsync();
        Assert.Equal((5, 5), (version, await DeployedAsync()));
        Assert.Equal(["old", "new"], document["originJti"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(["new"], document["jti"]!.AsArray().Select(id => (string)id!));
        Assert.Equal("new", Assert.Single(document["sub"]!.AsObject()).Key);
        Assert.Equal("c", (string)document["clientId"]![0]!);

        // A pool's refresh tokens may be valid for ten years, so by default no revocation of a sign-in is removed.
        (code, output, errors) = await ListAsync("--prune", "--json");
        Assert.True(code == 0, errors);
        Assert.Empty(JsonNode.Parse(output)!["removed"]!.AsArray());
    }

    [Fact]
    public async Task All_revocations_are_listed()
    {
        await StoreAsync("""{"version":1,"jti":["a"],"originJti":["b"],"clientId":["c"],"sub":{"d":1795421816}}""");

        (int code, string output, string errors) = await ListAsync();

        Assert.True(code == 0, errors);
        Assert.Equal(
            "version 2: 4 revoked\n  sub d  tokens issued before 2026-11-23 08:16:56Z\n  originJti b\n  jti a\n  clientId c\n", output.ReplaceLineEndings("\n"));
    }

    private Task<(int Code, string Output, string Errors)> RevokeAsync(params string[] arguments) => _tool.RunAsync(["revoke", .. arguments, .. Place(), "--user-pool-id", _pool]);

    private Task<(int Code, string Output, string Errors)> ListAsync(params string[] arguments) => _tool.RunAsync(["revocations", .. arguments, .. Place()]);

    // Each test needs its own environment. moto accepts any ID, so the test uses the profile's ID as the environment's ID.
    private string[] Place() => ["--application", _application, "--profile", _profile, "--environment", _profile, "--strategy", "AppConfig.AllAtOnce"];

    private async Task<string> CreateUserAsync(string name)
    {
        JsonNode user = await AwsAsync("cognito-idp", "admin-create-user", "--user-pool-id", _pool, "--username", name);
        return (string)user["User"]!["Attributes"]!.AsArray().Single(attribute => (string)attribute!["Name"]! == "sub")!["Value"]!;
    }

    private async Task StoreAsync(string document) => await AwsAsync(
        "appconfig", "create-hosted-configuration-version", "--application-id", _application, "--configuration-profile-id", _profile, "--content-type", "application/json",
        "--content", "fileb://" + _tool.Write("document.json", document), "/dev/null");

    private async Task<(int Version, JsonNode Document)> LatestAsync()
    {
        JsonNode versions = await AwsAsync("appconfig", "list-hosted-configuration-versions", "--application-id", _application, "--configuration-profile-id", _profile);
        int version = versions["Items"]!.AsArray().Select(item => item!["VersionNumber"]!.GetValue<int>()).DefaultIfEmpty(0).Max();
        if (version == 0)
        {
            return (0, new JsonObject());
        }

        _ = await AwsAsync(
            "appconfig", "get-hosted-configuration-version", "--application-id", _application, "--configuration-profile-id", _profile,
            "--version-number", version.ToString(CultureInfo.InvariantCulture), _tool["latest.json"]);
        return (version, JsonNode.Parse(_tool.Read("latest.json"))!);
    }

    private async Task<int> DeployedAsync()
    {
        JsonNode deployments = await AwsAsync("appconfig", "list-deployments", "--application-id", _application, "--environment-id", _profile);
        return deployments["Items"]!.AsArray().FirstOrDefault() is { } last ? int.Parse((string)last["ConfigurationVersion"]!, CultureInfo.InvariantCulture) : 0;
    }

    private async Task<JsonNode> AwsAsync(params string[] arguments)
    {
        (int code, string output, string errors) = await _tool.RunProgramAsync(Path.Combine(aws.Folder, "aws"), Path.GetTempPath(), input: null, [.. arguments, "--output", "json"]);
        Assert.True(code == 0, errors);
        return string.IsNullOrWhiteSpace(output) ? new JsonObject() : JsonNode.Parse(output)!;
    }

    // Puts a fake AWS CLI first in the PATH. It fails for one operation, and passes all other operations to the real CLI.
    private void BreakAws(string operation, string message) => ReplaceAws(operation, $"echo \"{message}\" >&2; exit 254");

    private void AnswerAws(string operation, string answer) => ReplaceAws(operation, $"echo '{answer}'; exit");

    private void ReplaceAws(string operation, string commands)
    {
        string folder = Directory.CreateDirectory(_tool["broken"]).FullName;
        string script = Path.Combine(folder, "aws");
        File.WriteAllText(script, $"#!/bin/sh\ncase $2 in {operation}) {commands};; esac\nexec '{aws.Folder}/aws' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        _tool.Variables["PATH"] = $"{folder}:{aws.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    private void MendAws() => _tool.Variables["PATH"] = $"{aws.Folder}:{Environment.GetEnvironmentVariable("PATH")}";
}
