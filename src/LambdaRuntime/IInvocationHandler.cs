using System;
using System.Buffers;

namespace LambdaRuntime;

/// <summary>Handles the invocations of a function.</summary>
public interface IInvocationHandler
{
    /// <summary>Answers one invocation. An exception ends the process, so a handler catches its own.</summary>
    /// <param name="answer">An empty buffer for the answer, or for the error object.</param>
    /// <returns>Whether the bytes are an answer or an error.</returns>
    InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer);

    /// <summary>The Runtime API refused an answer; the loop continues.</summary>
    /// <param name="requestId">The invocation that remains unanswered.</param>
    /// <param name="statusCode">The Runtime API's status: 410 when the invocation is gone, another 4xx otherwise.</param>
    void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode);

    /// <summary>
    /// Runs after an answer was sent and before the next invocation is requested: the sandbox is not frozen, and no caller
    /// waits.
    /// </summary>
    void AnswerSent()
    {
    }
}
