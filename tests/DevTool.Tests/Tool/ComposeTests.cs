using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Authorizer.Lambda.Configuration;
using Contract;
using Xunit;
using YamlDotNet.Serialization;

namespace DevTool.Tests.Tool;

/// <summary>The compose file that runs the emulator in containers. The authorizer accepts its variables, and every mounted file exists.</summary>
public sealed partial class ComposeTests
{
    private const string Pool = "local_6dlPcGkP";

    private static readonly string Folder = Path.Combine(Repository.Root, "build/cognito-local");

    [Fact]
    public void The_authorizer_accepts_the_variables_of_the_compose_file_and_the_issuer_of_the_emulator()
    {
        JsonNode compose = Read();
        Dictionary<string, string> environment = compose["services"]!["authorizer"]!["environment"]!.AsObject().ToDictionary(
            variable => variable.Key,
            variable => Text(variable.Value).Replace("${USER_POOL_ID:-local_none}", Pool, StringComparison.Ordinal).Replace("${CLIENT_ID:-none}", "client", StringComparison.Ordinal));
        Assert.DoesNotContain(environment.Values, value => value.Contains('$', StringComparison.Ordinal));
        environment["AUTHORIZER_PERMISSIONS_FILE"] = Path.Combine(Repository.Root, "src/Authorizer/permissions.json");
        VariableNames.Check(environment.Keys);

        Authorizer.Lambda.Configuration.Settings settings = SettingsReader.Read(environment.GetValueOrDefault, "/nowhere");

        JsonNode emulator = JsonNode.Parse(Text(compose["configs"]!["cognito"]!["content"]))!;
        IssuerSettings issuer = Assert.Single(settings.Issuers);
        Assert.Equal($"{Text(emulator["TokenConfig"]!["IssuerDomain"])}/{Pool}", issuer.Name);
        Assert.NotNull(issuer.JwksUri);
        Assert.Equal($"cognito:{Text(compose["services"]!["cognito"]!["environment"]!["PORT"])}", Assert.Single(settings.InsecureHttpHosts));
    }

    [Fact]
    public void Every_mount_is_a_file_of_the_repository_or_a_named_volume()
    {
        JsonObject volumes = Read()["volumes"]!.AsObject();
        string[] sources = [.. Lists("volumes").Select(volume => volume.Split(':')[0])];

        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.True(
            volumes.ContainsKey(source) || source.StartsWith("../../artifacts/", StringComparison.Ordinal) || File.Exists(Path.Combine(Folder, source)), source));
    }

    [Fact]
    public void Every_published_port_is_bound_to_loopback() =>
        Assert.All(Lists("ports"), port => Assert.StartsWith("127.0.0.1:", port, StringComparison.Ordinal));

    [Fact]
    public void The_authorizer_starts_only_after_the_emulator_is_healthy()
    {
        JsonNode services = Read()["services"]!;

        Assert.Contains(Text(services["cognito"]!["environment"]!["PORT"]), Text(services["cognito"]!["healthcheck"]!["test"]), StringComparison.Ordinal);
        Assert.Equal("service_healthy", Text(services["authorizer"]!["depends_on"]!["cognito"]!["condition"]));
        Assert.Contains("docker compose up --detach --wait cognito", File.ReadAllText(Path.Combine(Folder, "README.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_README_exports_every_variable_that_the_compose_file_reads()
    {
        string page = File.ReadAllText(Path.Combine(Folder, "README.md"));

        Assert.All(
            Variable().Matches(File.ReadAllText(Path.Combine(Folder, "compose.yaml"))).Select(match => match.Groups[1].Value),
            name => Assert.Contains($"export {name}=", page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Lists(string member) =>
        Read()["services"]!.AsObject().SelectMany(service => service.Value![member]!.AsArray()).Select(Text);

    private static string Text(JsonNode? value) => value!.ToString();

    // A duplicate key in the file is an error.
    private static JsonNode Read()
    {
        object? file = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<object>(File.ReadAllText(Path.Combine(Folder, "compose.yaml")));
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(file))!;
    }

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Variable();
}
