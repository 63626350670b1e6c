using System;
using System.Globalization;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Clients.CSharp;

/// <summary>Calls the API as a reader, and prints every response. The exit code is 1 if a response differs from the expected one.</summary>
internal static class Program
{
    private static async Task<int> Main()
    {
        string username = Setting("API_USERNAME");
        var api = new Uri(Setting("API_URL").TrimEnd('/') + "/");
        using var http = new HttpClient();
        var cognito = new Cognito(http, new Uri(Setting("COGNITO_ENDPOINT")), Setting("COGNITO_CLIENT_ID"));
        using Session session = await Session.SignInAsync(cognito, username, Setting("API_PASSWORD"), CancellationToken.None);
        using var client = new HttpClient(new AccessTokenHandler(session, api) { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = api };

        bool first = await ShowAsync(client, "with the access token", 200, HttpMethod.Get, "pets");
        bool second = await ShowAsync(client, "what readers may not", 403, HttpMethod.Get, "admin/reports");
        if (Environment.GetEnvironmentVariable("EXPIRY_SECONDS") is { Length: > 0 } seconds)
        {
            Console.WriteLine($"waiting {seconds} s: then the access token has expired");
            await Task.Delay(TimeSpan.FromSeconds(int.Parse(seconds, CultureInfo.InvariantCulture)));
        }

        bool[] others = await Task.WhenAll(
            ShowAsync(client, "several calls, one refresh", 200, HttpMethod.Get, "pets/1"),
            ShowAsync(client, "several calls, one refresh", 200, HttpMethod.Get, "pets/2"),
            ShowAsync(client, "a body, sent again", 200, HttpMethod.Put, $"users/{Uri.EscapeDataString(username)}/profile", """{"displayName":"Alice"}"""));
        return first && second && others.All(expected => expected) ? 0 : 1;
    }

    private static async Task<bool> ShowAsync(HttpClient client, string what, int expected, HttpMethod method, string path, string? json = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await client.SendAsync(request);
        int status = (int)response.StatusCode;
        string note = status == expected ? string.Empty : $": NOT AS EXPECTED, which is {expected}";
        Console.WriteLine($"{status}  {method} {path}, {what}{note}");
        return status == expected;
    }

    private static string Setting(string name)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
        {
            return value;
        }

        Console.Error.WriteLine($"{name} is not set: see the README");
        Environment.Exit(1);
        return string.Empty;
    }
}
