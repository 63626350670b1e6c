using System;

namespace Authorizer.Callers;

/// <summary>The facts about a call that rules use and that are not in the token.</summary>
/// <param name="Now">The current time, in seconds since 1970.</param>
/// <param name="SourceAddress">The client's address (see <see cref="IpAddress"/>), or 0 if no rule needs it.</param>
internal readonly record struct Circumstances(double Now, UInt128 SourceAddress);
