using System;
using System.Buffers;

namespace LambdaRuntime;

/// <summary>Handles the invocations of a function.</summary>
public interface IInvocationHandler
{
    /// <summary>Answers one invocation. An exception ends the process, so the handler must catch its own exceptions.</summary>
    /// <param name="answer">An empty buffer for the answer, or for the error object.</param>
    /// <returns>Whether the bytes are an answer or an error.</returns>
    InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer);

    /// <summary>Called if the Runtime API refused an answer. The loop then continues.</summary>
    /// <param name="requestId">The request ID of the invocation that stays unanswered.</param>
    /// <param name="statusCode">The Runtime API's status: 410 if the invocation no longer exists, otherwise another 4xx.</param>
    void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode);

    /// <summary>
    /// Called after an answer was sent and before the next invocation is requested. At this time Lambda does not freeze the sandbox, and no
    /// caller waits.
    /// </summary>
    void AnswerSent()
    {
    }
}
