using System;

namespace Authorizer.Callers;

/// <summary>The facts about a call that rules use, apart from the token.</summary>
/// <param name="Now">The time, in seconds since 1970.</param>
/// <param name="SourceAddress">The client's address (<see cref="IpAddress"/>); 0 if no rule needs it.</param>
internal readonly record struct Circumstances(double Now, UInt128 SourceAddress);
