using System;

namespace Authorizer.Amazon;

#pragma warning disable CA1710, CA1064 // RuntimeSupport reports the type's name, and API Gateway expects this word.
/// <summary>A missing or invalid token. API Gateway answers 401 to an error with exactly this message.</summary>
internal sealed class Unauthorized() : Exception("Unauthorized");
#pragma warning restore CA1710, CA1064

/// <summary>Any other failure: 500 to the caller.</summary>
/// <param name="errorType">The contract's error type, which RuntimeSupport can report only in the message.</param>
internal sealed class AuthorizerException(string errorType) : Exception(errorType);
