using Contract;

namespace Authorizer.Tests;

public sealed class EventShapes() : EventShapeTests(InProcessHost.Instance);

public sealed class TokenSources() : TokenSourceTests(InProcessHost.Instance);

public sealed class Subprotocols() : SubprotocolTests(InProcessHost.Instance);

public sealed class RuleConditions() : ConditionTests(InProcessHost.Instance);

public sealed class Acceptance() : AcceptanceTests(InProcessHost.Instance);

public sealed class PathClaims() : PathClaimTests(InProcessHost.Instance);

public sealed class BackendContexts() : ContextTests(InProcessHost.Instance);

public sealed class TokenRules() : TokenTests(InProcessHost.Instance);

public sealed class TokenRulesWithManagedVerifier() : TokenTests(new ManagedVerifierHost(InProcessHost.Instance));

public sealed class PermissionRules() : PermissionTests(InProcessHost.Instance);

public sealed class McpRules() : McpTests(InProcessHost.Instance);

public sealed class Challenges() : ChallengeTests(InProcessHost.Instance);

public sealed class PrincipalScope() : PrincipalScopeTests(InProcessHost.Instance);

public sealed class LiveDocuments() : LiveDataTests(InProcessHost.Hurried);

public sealed class ConfigurationRules() : ConfigurationTests(InProcessHost.Instance);

public sealed class KeyRules() : KeyTests(InProcessHost.Instance);

public sealed class KeyRulesWithManagedVerifier() : KeyTests(new ManagedVerifierHost(InProcessHost.Instance));

public sealed class TlsKeyRules() : TlsKeyTests(InProcessHost.Instance);

public sealed class TlsKeyRulesWithManagedVerifier() : TlsKeyTests(new ManagedVerifierHost(InProcessHost.Instance));

public sealed class DecisionCache() : DecisionCacheTests(InProcessHost.Instance);

public sealed class LogsAndMetrics() : TelemetryTests(InProcessHost.Instance);

public sealed class DebugLines() : DebugLineTests(InProcessHost.Instance);

public sealed class ShadowRules() : ShadowRulesTests(InProcessHost.Hurried);

public sealed class DecisionCacheWithManagedVerifier() : DecisionCacheTests(new ManagedVerifierHost(InProcessHost.Instance));
