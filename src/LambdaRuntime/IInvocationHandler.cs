using System;
using System.Buffers;

namespace LambdaRuntime;

/// <summary>What a function does with its invocations.</summary>
public interface IInvocationHandler
{
    /// <summary>Answers one invocation. An exception ends the process, so a handler catches its own.</summary>
    /// <param name="answer">Empty; takes the answer's bytes, or those of the error object.</param>
    /// <returns>Whether the bytes are an answer or an error.</returns>
    InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer);

    /// <summary>The Runtime API did not take an answer; the loop goes on.</summary>
    /// <param name="requestId">The invocation that stays without an answer.</param>
    /// <param name="statusCode">What the Runtime API said: 410 when the invocation is gone, another 4xx otherwise.</param>
    void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode);

    /// <summary>
    /// An answer is on its way and the next invocation is not asked for yet: until then the sandbox is not frozen, and nobody
    /// waits for it.
    /// </summary>
    void AnswerSent()
    {
    }
}
