using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;

namespace Contract;

/// <summary>A running authorizer under test: either in the test's process, or the published native binary.</summary>
public interface IAuthorizer : IAsyncDisposable
{
    /// <summary>The lines of the standard output so far.</summary>
    IReadOnlyList<string> LogLines { get; }

    Task<Answer> InvokeAsync(byte[] payload);

    /// <summary>Sends an event, without checking the answer or any log line.</summary>
    Task AnswerAsync(byte[] payload);

    /// <summary>Ends the authorizer as Lambda does. Afterwards, <see cref="LogLines"/> is complete.</summary>
    Task EndAsync();

    Task<Answer> InvokeAsync(JsonObject payload) => InvokeAsync(Encoding.UTF8.GetBytes(payload.ToJsonString()));
}

/// <summary>Starts authorizers.</summary>
public interface IAuthorizerHost
{
    /// <summary>Starts an authorizer.</summary>
    /// <exception cref="StartFailedException">The authorizer reported that it cannot start.</exception>
    Task<IAuthorizer> StartAsync(AuthorizerOptions options);
}

/// <summary>An authorizer reported that it cannot start.</summary>
/// <param name="errorType">The reported <c>errorType</c>.</param>
/// <param name="message">The reported <c>errorMessage</c>.</param>
public sealed class StartFailedException(string errorType, string message) : Exception(message)
{
    public string ErrorType { get; } = errorType;
}
