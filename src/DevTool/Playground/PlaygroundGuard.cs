using System;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DevTool.Playground;

/// <summary>
/// Protects the playground from other websites. Every page in the user's browser can reach a server on loopback: with a host name that
/// was rebound to 127.0.0.1, or with a cross-site request.
/// </summary>
internal static class PlaygroundGuard
{
    // Allows only the page's own files and endpoints. Inline scripts, frames, forms and other hosts are forbidden.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Checks whether a request comes from the page itself.</summary>
    /// <returns>The status and the reason for a refusal, or <see langword="null"/>.</returns>
    public static (int Status, string Reason)? Refuse(HttpContext context)
    {
        HttpRequest request = context.Request;
        string port = context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);
        string host = request.Headers.Host.ToString();
        if (host != $"127.0.0.1:{port}" && host != $"localhost:{port}")
        {
            return (StatusCodes.Status421MisdirectedRequest, $"Open the playground at http://127.0.0.1:{port}/{PlaygroundSite.Mount}/.");
        }

        // Every current browser sends this header (Fetch Metadata). The value "none" means that the user started the request.
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool isPost = HttpMethods.IsPost(request.Method);
        if (site.Length > 0 && site != "same-origin" && (site != "none" || isPost))
        {
            // A link that opens the page itself is allowed, because the page cannot be shown in a frame.
            bool opensPage = !isPost && request.Headers["Sec-Fetch-Mode"] == "navigate" && request.Headers["Sec-Fetch-Dest"] == "document";
            if (!opensPage)
            {
                return (StatusCodes.Status403Forbidden, "Other sites cannot use the playground.");
            }
        }

        if (!isPost)
        {
            return null;
        }

        // Browsers send Origin with every POST request. A page from another origin cannot send this media type without permission.
        return request.Headers.Origin.ToString() != $"http://{host}" ? (StatusCodes.Status403Forbidden, "Other sites cannot use the playground.")
            : !IsJson(request.ContentType) ? (StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.")
            : null;
    }

    /// <summary>Adds the security headers that every response needs.</summary>
    public static void Harden(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
