using System;

namespace Authorizer.Amazon;

#pragma warning disable CA1710, CA1064 // RuntimeSupport reports the type's name, and API Gateway expects this word.
/// <summary>Reports a missing or invalid token. API Gateway answers 401 if the error has exactly this message.</summary>
internal sealed class Unauthorized() : Exception("Unauthorized");
#pragma warning restore CA1710, CA1064

/// <summary>Reports any other failure. API Gateway answers 500.</summary>
/// <param name="errorType">
/// The documented error type. RuntimeSupport can report it only in the message, because it always sends the exception's type name as the
/// error type.
/// </param>
internal sealed class AuthorizerException(string errorType) : Exception(errorType);
