using System;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DevTool.Playground;

/// <summary>
/// Protects the playground from other sites. It listens on loopback, which every page in the user's browser can reach: by a name
/// that was rebound to 127.0.0.1, or with a cross-site request.
/// </summary>
internal static class PlaygroundGuard
{
    // Allows only the page's own files and endpoints: no inline script, no frame, no form, no other host.
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Checks whether a request is from the page itself.</summary>
    /// <returns>The status to refuse it with and why, or <see langword="null"/>.</returns>
    public static (int Status, string Reason)? Refuse(HttpContext context)
    {
        HttpRequest request = context.Request;
        string port = context.Connection.LocalPort.ToString(CultureInfo.InvariantCulture);
        string host = request.Headers.Host.ToString();
        if (host != $"127.0.0.1:{port}" && host != $"localhost:{port}")
        {
            return (StatusCodes.Status421MisdirectedRequest, "The playground answers to its loopback address only.");
        }

        // Every current browser sends the origin of a request (Fetch Metadata); "none" means that the user started it.
        string site = request.Headers["Sec-Fetch-Site"].ToString();
        bool isPost = HttpMethods.IsPost(request.Method);
        if (site.Length > 0 && site != "same-origin" && (site != "none" || isPost))
        {
            // A link to the page itself is harmless, and the page cannot be shown in a frame.
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

        // Browsers send Origin with every POST, and without leave a foreign page cannot send this media type.
        return request.Headers.Origin.ToString() != $"http://{host}" ? (StatusCodes.Status403Forbidden, "Other sites cannot use the playground.")
            : !IsJson(request.ContentType) ? (StatusCodes.Status415UnsupportedMediaType, "The body must be application/json.")
            : null;
    }

    /// <summary>Adds the header fields of every answer.</summary>
    /// <param name="headers">The answer's headers.</param>
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
