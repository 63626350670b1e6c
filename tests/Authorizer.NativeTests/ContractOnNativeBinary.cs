using Contract;

namespace Authorizer.NativeTests;

public sealed class EventShapes() : EventShapeTests(NativeHost.Instance);

public sealed class TokenSources() : TokenSourceTests(NativeHost.Instance);

public sealed class Subprotocols() : SubprotocolTests(NativeHost.Instance);

public sealed class RuleConditions() : ConditionTests(NativeHost.Instance);

public sealed class Acceptance() : AcceptanceTests(NativeHost.Instance);

public sealed class PathClaims() : PathClaimTests(NativeHost.Instance);

public sealed class BackendContexts() : ContextTests(NativeHost.Instance);

public sealed class TokenRules() : TokenTests(NativeHost.Instance);

public sealed class TokenRulesWithManagedVerifier() : TokenTests(new ManagedVerifierHost(NativeHost.Instance));

public sealed class PermissionRules() : PermissionTests(NativeHost.Instance);

public sealed class McpRules() : McpTests(NativeHost.Instance);

public sealed class Challenges() : ChallengeTests(NativeHost.Instance);

public sealed class PrincipalScope() : PrincipalScopeTests(NativeHost.Instance);

public sealed class LiveDocuments() : LiveDataTests(NativeHost.Instance);

public sealed class ConfigurationRules() : ConfigurationTests(NativeHost.Instance);

public sealed class KeyRules() : KeyTests(NativeHost.Instance);

public sealed class KeyRulesWithManagedVerifier() : KeyTests(new ManagedVerifierHost(NativeHost.Instance));

public sealed class TlsKeyRules() : TlsKeyTests(NativeHost.Instance);

public sealed class TlsKeyRulesWithManagedVerifier() : TlsKeyTests(new ManagedVerifierHost(NativeHost.Instance));

public sealed class DecisionCache() : DecisionCacheTests(NativeHost.Instance);

public sealed class LogsAndMetrics() : TelemetryTests(NativeHost.Instance);

public sealed class DebugLines() : DebugLineTests(NativeHost.Instance);

public sealed class ShadowRules() : ShadowRulesTests(NativeHost.Instance);

public sealed class DecisionCacheWithManagedVerifier() : DecisionCacheTests(new ManagedVerifierHost(NativeHost.Instance));
