using System;

namespace Authorizer.Amazon;

#pragma warning disable CA1710, CA1064 // RuntimeSupport reports the type's own name, and API Gateway wants this word.
/// <summary>A missing or invalid token. API Gateway answers 401 to an error with exactly this message.</summary>
internal sealed class Unauthorized() : Exception("Unauthorized");
#pragma warning restore CA1710, CA1064

/// <summary>Any other failure: 500 to the caller.</summary>
/// <param name="errorType">What went wrong; RuntimeSupport can report it in the message only.</param>
internal sealed class AuthorizerException(string errorType) : Exception(errorType);
