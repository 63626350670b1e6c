using Authorizer.Json;

namespace Authorizer.Callers;

/// <summary>A value with which a rule compares a claim.</summary>
/// <param name="Kind">A string, a number, true or false.</param>
/// <param name="Text">The text of a string or the digits of a number, as UTF-8.</param>
internal sealed record ClaimValue(JsonToken Kind, byte[] Text);
