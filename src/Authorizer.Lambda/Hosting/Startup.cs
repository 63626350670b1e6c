using System;
using System.Buffers;
using System.IO;
using System.Text;
using Authorizer.Lambda.Configuration;
using Authorizer.Lambda.Fetching;
using Authorizer.Lambda.Telemetry;
using Authorizer.Options;
using Authorizer.Responses;
using LambdaRuntime;

namespace Authorizer.Lambda.Hosting;

/// <summary>The function from the process's environment; what both hosts begin with, and their last words.</summary>
internal static class Startup
{
    /// <summary>Puts the function together, or reports why that cannot be.</summary>
    /// <param name="client">Where a failed start is reported.</param>
    /// <param name="platform">What this executable brings along.</param>
    /// <returns>The function, or <see langword="null"/> where the process has to end.</returns>
    public static AuthorizerFunction? Create(RuntimeApiClient client, Platform platform, Stream output)
    {
        try
        {
            VariableNames.Check(ProcessEnvironment.Names());
            Settings settings = SettingsReader.Read(platform.Variable, AppContext.BaseDirectory);
            return AuthorizerFunction.Create(settings, platform, output, () => Moment.Now);
        }
        catch (ConfigurationException invalid)
        {
            var error = new ArrayBufferWriter<byte>();
            ErrorObject.Write(ConfigurationException.ErrorType, Encoding.UTF8.GetBytes(invalid.Message), error);
            client.ReportInitError(ConfigurationException.ErrorType, error.WrittenSpan);
            LastWords(output, "The configuration is invalid.", invalid.Message);
            return null;
        }
    }

    /// <summary>Says why the process ends.</summary>
    public static void LastWords(Stream output, string message, string problem) =>
        new Log(output, LogLevel.Fatal).Write(LogLevel.Fatal, message, ("problem", problem));
}
