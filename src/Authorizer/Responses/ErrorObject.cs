using System;
using System.Buffers;
using System.Text;
using Authorizer.Json;

namespace Authorizer.Responses;

/// <summary>
/// The object with which a function reports an error to Lambda (AWS documentation: "Using the Lambda runtime API for custom runtimes").
/// </summary>
internal static class ErrorObject
{
    private const int MaxTypeLength = 64;

    /// <summary>Writes the object.</summary>
    /// <param name="type">The error type, in ASCII, at most 64 characters.</param>
    public static void Write(string type, ReadOnlySpan<byte> message, IBufferWriter<byte> output)
    {
        Span<byte> ascii = stackalloc byte[MaxTypeLength];
        ascii = ascii[..Encoding.ASCII.GetBytes(type, ascii)];
        var writer = new JsonWriter(output);
        writer.StartObject();
        writer.Member("errorType"u8, ascii);
        writer.Member("errorMessage"u8, message);
        writer.EndObject();
    }
}
