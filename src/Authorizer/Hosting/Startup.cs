using System;
using System.Buffers;
using System.Text;
using Authorizer.Configuration;
using Authorizer.Keys;
using Authorizer.Responses;
using LambdaRuntime;

namespace Authorizer.Hosting;

/// <summary>The function from the process's environment; what both hosts begin with.</summary>
internal static class Startup
{
    /// <summary>Puts the function together, or reports why that cannot be.</summary>
    /// <param name="client">Where a failed start is reported.</param>
    /// <returns>The function, or <see langword="null"/> where the process has to end.</returns>
    public static AuthorizerFunction? Create(RuntimeApiClient client)
    {
        try
        {
            return AuthorizerFunction.Create(
                Environment.GetEnvironmentVariable, AppContext.BaseDirectory, Console.OpenStandardOutput(), () => Moment.Now);
        }
        catch (ConfigurationException invalid)
        {
            var error = new ArrayBufferWriter<byte>();
            ErrorObject.Write(ConfigurationException.ErrorType, Encoding.UTF8.GetBytes(invalid.Message), error);
            client.ReportInitError(ConfigurationException.ErrorType, error.WrittenSpan);
            Console.Error.WriteLine(invalid.Message);
            return null;
        }
    }
}
