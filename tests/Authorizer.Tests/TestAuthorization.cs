using System;
using System.Collections.Generic;
using Authorizer.Decisions;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Native;
using Authorizer.Lambda.Snapshots;
using Authorizer.Lambda.Telemetry;
using Authorizer.Tracing;
using Contract;

namespace Authorizer.Tests;

/// <summary>The library without the Lambda host, with the pinned keys and the rules of a configuration.</summary>
internal sealed class TestAuthorization(Authorization authorization, SnapshotSource snapshots)
{
    private readonly Moment _now = Moment.Now;

    public static TestAuthorization Create(AuthorizerOptions options)
    {
        Settings settings = SettingsReader.Read(options.Variables.GetValueOrDefault, "/nowhere");
        var rs256 = new OpenSslRs256();
        var log = new Log(System.IO.Stream.Null, LogLevel.Fatal);
        var documents = new DocumentFetcher(settings, new InternetTransport(settings.Proxy), log);
        var keys = new KeyRing(settings, new JwksFetcher(documents, settings, rs256, log), rs256);
        return new TestAuthorization(new Authorization(settings, rs256), new SnapshotSource(keys, new LiveData(settings, documents, log)));
    }

    public void Decide(ReadOnlySpan<byte> json, out Decision decision) =>
        authorization.Decide(json, snapshots.Take(_now), _now.UnixSeconds, out decision);

    public void Decide<TTrace>(ReadOnlySpan<byte> json, ref TTrace trace, out Decision decision)
        where TTrace : struct, IDecisionTrace =>
        authorization.Decide(json, snapshots.Take(_now), _now.UnixSeconds, ref trace, out decision);
}
