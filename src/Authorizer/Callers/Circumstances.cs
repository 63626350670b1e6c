using System;

namespace Authorizer.Callers;

/// <summary>What rules ask about a call apart from the token.</summary>
/// <param name="Now">The time, in seconds since 1970.</param>
/// <param name="SourceAddress">The address that the request came from (<see cref="IpAddress"/>); 0 if no rule asks for it.</param>
internal readonly record struct Circumstances(double Now, UInt128 SourceAddress);
