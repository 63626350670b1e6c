using System.Net.Http;

namespace DevTool;

/// <summary>HTTP to this machine.</summary>
internal static class LoopbackHttp
{
    /// <summary>Makes a client that never goes through a proxy, whatever the environment says, and shows each answer as it came.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
}
