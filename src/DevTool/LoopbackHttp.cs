using System.Net.Http;

namespace DevTool;

/// <summary>Creates HTTP clients for servers on this machine.</summary>
internal static class LoopbackHttp
{
    /// <summary>Creates a client that ignores the environment's proxies, follows no redirects and keeps no cookies.</summary>
    public static HttpClient CreateClient() =>
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false });
}
