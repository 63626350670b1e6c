using System.Collections.Generic;

namespace DevTool.Gateway.Authorization;

/// <summary>What a policy is evaluated for.</summary>
/// <param name="Resource">The ARN of what is called.</param>
/// <param name="Keys">The values of condition keys that the call has (<see cref="PolicyKeys"/>).</param>
internal sealed record PolicyCall(string Action, string Resource, IReadOnlyDictionary<string, string> Keys);
