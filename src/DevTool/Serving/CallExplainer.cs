using System;

namespace DevTool.Serving;

/// <summary>Explains the authorizer's decision about an event. Each function returns <see langword="null"/> if its rules cannot be read.</summary>
/// <param name="Rules">Explains the decision with the rules in force.</param>
/// <param name="Shadow">
/// Explains the decision with the shadow rules, which are never enforced; <see langword="null"/> if there are no shadow rules.
/// </param>
internal sealed record CallExplainer(Func<byte[], CallReason?> Rules, Func<byte[], CallReason?>? Shadow = null)
{
    /// <summary>Compares both decisions, as the authorizer does.</summary>
    /// <returns>The decision of the shadow rules if it differs; otherwise <see langword="null"/>.</returns>
    public string? Difference(byte[] authorizerEvent) =>
        Shadow?.Invoke(authorizerEvent) is { } shadow && Rules(authorizerEvent) is { } decided && shadow.Allowed != decided.Allowed
            ? $"the shadow rules would {(shadow.Allowed ? "allow" : "deny")} this call: {shadow.Why}"
            : null;
}
