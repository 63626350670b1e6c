using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>A value that a rule compares a claim with.</summary>
/// <param name="Kind">String, number, true or false.</param>
/// <param name="Text">A string's text or a number's digits, as UTF-8.</param>
internal sealed record ClaimValue(JsonToken Kind, byte[] Text);
