using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace DevTool.Revoking;

/// <summary>
/// The document of revocations in AWS AppConfig. A new version can only be made from the latest version (compare and swap), so that two
/// simultaneous operators lose no revocation. Only the latest version is deployed.
/// </summary>
/// <param name="place">The location of the document.</param>
internal sealed class DeployedRevocations(RevocationsPlace place)
{
    private const string Conflict = "ConflictException";

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The numbers of all versions, newest first.</summary>
    public async Task<IReadOnlyList<int>> VersionsAsync(CancellationToken cancellation)
    {
        JsonObject listed = await AwsCli.CallAsync("appconfig", "list-hosted-configuration-versions", Profile(), cancellation);
        return [.. (listed["Items"] as JsonArray ?? []).Select(item => item!["VersionNumber"]!.GetValue<int>()).OrderDescending()];
    }

    /// <summary>The number of the latest version; 0 if no version exists.</summary>
    public async Task<int> LatestVersionAsync(CancellationToken cancellation) => await VersionsAsync(cancellation) is [var latest, ..] ? latest : 0;

    /// <summary>Reads a version.</summary>
    /// <param name="version">The number of the version; 0 if no version exists.</param>
    /// <exception cref="ToolException">No version exists, or the authorizer could not use the version.</exception>
    public async Task<RevocationsDocument> ReadAsync(int version, CancellationToken cancellation)
    {
        if (version == 0)
        {
            // The tool cannot create the first version. A first version has no predecessor to compare with, so one of two simultaneous operators
            // could lose it.
            throw new ToolException("the AppConfig profile has no version yet; store a first document, {\"version\": 1}, with aws appconfig create-hosted-configuration-version");
        }

        string file = Path.GetTempFileName();
        try
        {
            _ = await AwsCli.RunAsync(
                ["appconfig", "get-hosted-configuration-version", .. ProfileArguments(), "--version-number", Text(version), file], cancellation);
            return RevocationsDocument.Parse(await File.ReadAllTextAsync(file, cancellation));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Changes the latest version and stores the result. Repeats the change if another operator stored a version in the meantime.</summary>
    /// <param name="change">Changes a document. Returns false if the document needs no change.</param>
    /// <param name="now">Returns the current time.</param>
    /// <returns>The number of the version that contains the change.</returns>
    public async Task<int> ChangeAsync(Func<RevocationsDocument, Task<bool>> change, Func<DateTimeOffset> now, CancellationToken cancellation)
    {
        while (true)
        {
            int latest = await LatestVersionAsync(cancellation);
            RevocationsDocument document = await ReadAsync(latest, cancellation);
            if (!await change(document))
            {
                return latest;
            }

            if (await TryStoreAsync(document.Write(now()), latest, cancellation) is { } version)
            {
                return version;
            }
        }
    }

    /// <summary>Deploys the latest version, and waits until it is deployed.</summary>
    /// <returns>The deployed version.</returns>
    /// <exception cref="ToolException">A deployment did not complete in time, or was rolled back.</exception>
    public async Task<int> DeployLatestAsync(CancellationToken cancellation)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + Patience;
        int started = 0;
        int waitedFor = 0;
        while (true)
        {
            int latest = await LatestVersionAsync(cancellation);
            (int number, string state, int version) = await LastDeploymentAsync(cancellation);
            // In the state BAKING, AppConfig already serves the version to all clients and only watches alarms.
            if (version == latest && (state is "COMPLETE" or "BAKING"))
            {
                return latest;
            }

            if (number != 0 && number == started && (state is "ROLLED_BACK" or "REVERTED"))
            {
                throw new ToolException($"AppConfig rolled back deployment {number} of version {version} ({state}); see its events in the console");
            }

            if (state is not ("DEPLOYING" or "BAKING" or "VALIDATING" or "ROLLING_BACK") && await TryDeployAsync(latest, cancellation) is { } own)
            {
                started = own;
            }
            else if (number != started && number != waitedFor)
            {
                waitedFor = number;
                Terminal.Remarks.Line($"waiting for deployment {number} of version {version} ({state})");
            }

            if (DateTimeOffset.UtcNow > end)
            {
                throw new ToolException($"deployment {number} of version {version} has not finished after {Patience.TotalMinutes} minutes ({state}); see its events in the console");
            }

            await Task.Delay(PollInterval, cancellation);
        }
    }

    private async Task<int?> TryStoreAsync(string content, int latest, CancellationToken cancellation)
    {
        string file = Path.GetTempFileName();
        string answer = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, content, cancellation);
            JsonObject stored = await AwsCli.RunAsync(
                [
                    "appconfig", "create-hosted-configuration-version", .. ProfileArguments(), "--content-type", "application/json", "--description", "authz",
                    "--latest-version-number", Text(latest), "--content", "fileb://" + file, answer,
                ],
                cancellation);
            return stored["VersionNumber"]!.GetValue<int>();
        }
        catch (AwsException error) when (error.Code == Conflict)
        {
            return null;
        }
        catch (AwsException error) when (error.Code == "ServiceQuotaExceededException")
        {
            throw new ToolException($"AppConfig cannot store another version: {error.Reason}; delete old versions with aws appconfig delete-hosted-configuration-version");
        }
        finally
        {
            File.Delete(file);
            File.Delete(answer);
        }
    }

    private async Task<int?> TryDeployAsync(int version, CancellationToken cancellation)
    {
        JsonObject input = Environment();
        input["ConfigurationProfileId"] = place.ProfileId;
        input["ConfigurationVersion"] = Text(version);
        input["DeploymentStrategyId"] = place.StrategyId;
        try
        {
            return (await AwsCli.CallAsync("appconfig", "start-deployment", input, cancellation))["DeploymentNumber"]!.GetValue<int>();
        }
        catch (AwsException error) when (error.Code == Conflict)
        {
            return null;
        }
    }

    private async Task<(int Number, string State, int Version)> LastDeploymentAsync(CancellationToken cancellation)
    {
        JsonObject listed = await AwsCli.CallAsync("appconfig", "list-deployments", Environment(), cancellation);
        JsonNode? last = (listed["Items"] as JsonArray ?? []).MaxBy(item => item!["DeploymentNumber"]!.GetValue<int>());
        return last is null
            ? default
            : (last["DeploymentNumber"]!.GetValue<int>(), last["State"]!.GetValue<string>(), int.Parse(last["ConfigurationVersion"]!.GetValue<string>(), CultureInfo.InvariantCulture));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string[] ProfileArguments() => ["--application-id", place.ApplicationId, "--configuration-profile-id", place.ProfileId];

    private JsonObject Profile() => new() { ["ApplicationId"] = place.ApplicationId, ["ConfigurationProfileId"] = place.ProfileId };

    private JsonObject Environment() => new() { ["ApplicationId"] = place.ApplicationId, ["EnvironmentId"] = place.EnvironmentId };
}
