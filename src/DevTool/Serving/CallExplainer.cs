using System;

namespace DevTool.Serving;

/// <summary>Explains what the authorizer decides about an event. A function returns <see langword="null"/> if its rules cannot be read.</summary>
/// <param name="Rules">By the rules in force.</param>
/// <param name="Shadow">By the shadow rules, which are never enforced; <see langword="null"/> if there are none.</param>
internal sealed record CallExplainer(Func<byte[], CallReason?> Rules, Func<byte[], CallReason?>? Shadow = null)
{
    /// <summary>Compares both, as the authorizer does after its answer.</summary>
    /// <returns>The different decision of the shadow rules, or <see langword="null"/> if they agree.</returns>
    public string? Difference(byte[] authorizerEvent) =>
        Shadow?.Invoke(authorizerEvent) is { } shadow && Rules(authorizerEvent) is { } decided && shadow.Allowed != decided.Allowed
            ? $"the shadow rules would {(shadow.Allowed ? "allow" : "deny")} this call: {shadow.Why}"
            : null;
}
