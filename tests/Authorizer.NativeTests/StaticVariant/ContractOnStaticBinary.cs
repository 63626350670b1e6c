using Contract;

namespace Authorizer.NativeTests.StaticVariant;

// All contract tests except TlsKeyTests, because the static variant has no TLS.
public sealed class EventShapes() : EventShapeTests(NativeHost.Static);

public sealed class TokenSources() : TokenSourceTests(NativeHost.Static);

public sealed class TokenRules() : TokenTests(NativeHost.Static);

public sealed class PermissionRules() : PermissionTests(NativeHost.Static);

public sealed class PrincipalScope() : PrincipalScopeTests(NativeHost.Static);

public sealed class LiveDocuments() : LiveDataTests(NativeHost.Static);

public sealed class ConfigurationRules() : ConfigurationTests(NativeHost.Static);

public sealed class KeyRules() : KeyTests(NativeHost.Static)
{
    protected override bool ReachesOnlyLoopback => true;
}

public sealed class DecisionCache() : DecisionCacheTests(NativeHost.Static);

public sealed class LogsAndMetrics() : TelemetryTests(NativeHost.Static);
