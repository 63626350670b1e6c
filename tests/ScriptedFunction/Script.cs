using System;
using System.Buffers;
using System.IO;
using System.Text;
using LambdaRuntime;

namespace ScriptedFunction;

/// <summary>
/// Appends each event as a line to the file <c>EVENTS</c>. The answer is the value of <c>ANSWER</c>. If <c>ANSWER</c> is <c>echo</c>, the
/// answer is a proxy response whose body is the event. If <c>ERROR</c> is set, the function reports an error with this message instead.
/// </summary>
internal sealed class Script : IInvocationHandler
{
    private static readonly string Events = Environment.GetEnvironmentVariable("EVENTS")!;
    private static readonly string? Answer = Environment.GetEnvironmentVariable("ANSWER");
    private static readonly string? Error = Environment.GetEnvironmentVariable("ERROR");

    /// <inheritdoc/>
    public InvocationOutcome Handle(in Invocation invocation, ArrayBufferWriter<byte> answer)
    {
        string payload = Encoding.UTF8.GetString(invocation.Payload);
        File.AppendAllText(Events, payload + "\n");
        if (Error is not null)
        {
            answer.Write(Encoding.UTF8.GetBytes($$"""{"errorType":"Scripted","errorMessage":"{{Error}}"}"""));
            return InvocationOutcome.Error("Scripted");
        }

        string text = Answer == "echo"
            ? $$"""{"statusCode":200,"headers":{"Content-Type":"application/json"},"body":"{{Convert.ToBase64String(invocation.Payload)}}","isBase64Encoded":true}"""
            : Answer!;
        answer.Write(Encoding.UTF8.GetBytes(text));
        return InvocationOutcome.Response;
    }

    /// <inheritdoc/>
    public void AnswerRefused(ReadOnlySpan<byte> requestId, int statusCode) =>
        throw new InvalidOperationException("the emulator takes every answer of these tests");
}
