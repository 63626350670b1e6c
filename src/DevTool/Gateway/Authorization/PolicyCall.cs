using System.Collections.Generic;

namespace DevTool.Gateway.Authorization;

/// <summary>The call that a policy is evaluated for.</summary>
/// <param name="Resource">The ARN of the called route.</param>
/// <param name="Keys">The values of the call's condition keys (<see cref="PolicyKeys"/>).</param>
internal sealed record PolicyCall(string Action, string Resource, IReadOnlyDictionary<string, string> Keys);
