using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.IdentityProvider;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevTool.Playground;

/// <summary>
/// The page on which decisions can be tried out, and its endpoints. A token arrives in a body, is decided on and forgotten: it is
/// in no address, no cookie, no file and no log.
/// </summary>
/// <param name="decisions">Decides.</param>
/// <param name="users">Signs the demo's users in.</param>
internal sealed class PlaygroundSite(PlaygroundDecisions decisions, UserPool users)
{
    /// <summary>The first segment of its paths.</summary>
    public const string Mount = "playground";

    // A permissions file and an event, with room to spare.
    private const int MaxBodyBytes = 1024 * 1024;

    private const string Root = "/" + Mount;

    private static readonly Dictionary<string, (byte[] Content, string Type)> Files = new()
    {
        [Root + "/"] = (Resource("playground.html"), "text/html; charset=utf-8"),
        [Root + "/playground.css"] = (Resource("playground.css"), "text/css; charset=utf-8"),
        [Root + "/playground.js"] = (Resource("playground.js"), "text/javascript; charset=utf-8"),
    };

    /// <summary>Answers a request below <see cref="Mount"/>.</summary>
    /// <param name="context">The request.</param>
    /// <returns>When it is answered.</returns>
    public async Task HandleAsync(HttpContext context)
    {
        PlaygroundGuard.Harden(context.Response.Headers);
        if (PlaygroundGuard.Refuse(context) is { } refused)
        {
            await FailAsync(context, refused.Status, refused.Reason);
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        try
        {
            await RouteAsync(context);
        }
        catch (JsonException)
        {
            // The message may quote what was sent, and a token is part of it.
            await FailAsync(context, StatusCodes.Status400BadRequest, "The body is not what this endpoint takes.");
        }
        catch (BadHttpRequestException bad)
        {
            await FailAsync(context, bad.StatusCode, "The body cannot be read, or is too long.");
        }
    }

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static Task FailAsync(HttpContext context, int status, string reason) =>
        SendAsync(context, status, new PlaygroundError(reason), PlaygroundJson.Default.PlaygroundError);

    private static Task SendAsync<T>(HttpContext context, int status, T answer, JsonTypeInfo<T> shape) =>
        SendAsync(context, status, JsonSerializer.SerializeToUtf8Bytes(answer, shape), "application/json");

    private static async Task SendAsync(HttpContext context, int status, byte[] content, string type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> shape) =>
        await JsonSerializer.DeserializeAsync(context.Request.Body, shape, context.RequestAborted) ?? throw new JsonException();

    private async Task RouteAsync(HttpContext context)
    {
        string path = context.Request.Path.ToString();
        bool reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        bool posts = HttpMethods.IsPost(context.Request.Method);
        switch (path)
        {
            case Root when reads:
                context.Response.Redirect(Root + "/", permanent: false);
                break;
            case Root + "/permissions" when reads:
                await SendAsync(context, StatusCodes.Status200OK, await StartAsync(context), PlaygroundJson.Default.PlaygroundStart);
                break;
            case Root + "/sign-in" when posts:
                await SignInAsync(context);
                break;
            case Root + "/explain" when posts:
                DecisionRequest request = await ReadAsync(context, PlaygroundJson.Default.DecisionRequest);
                DecisionAnswer answer = await decisions.DecideAsync(request, context.RequestAborted);
                await SendAsync(context, StatusCodes.Status200OK, answer, PlaygroundJson.Default.DecisionAnswer);
                break;
            case var file when reads && Files.TryGetValue(file, out (byte[] Content, string Type) found):
                await SendAsync(context, StatusCodes.Status200OK, found.Content, found.Type);
                break;
            default:
                await FailAsync(context, StatusCodes.Status404NotFound, "There is nothing here.");
                break;
        }
    }

    private async Task<PlaygroundStart> StartAsync(HttpContext context) => new(
        Path.GetFileName(decisions.PermissionsFile),
        await File.ReadAllTextAsync(decisions.PermissionsFile, Encoding.UTF8, context.RequestAborted),
        [.. DemoUser.All.Select(user => new PlaygroundUser(user.Name, user.Groups))]);

    private async Task SignInAsync(HttpContext context)
    {
        SignInRequest request = await ReadAsync(context, PlaygroundJson.Default.SignInRequest);
        try
        {
            SignedIn tokens = await users.SignInAsync(request.User, users.AppClientId, context.RequestAborted);
            await SendAsync(context, StatusCodes.Status200OK, new SignInAnswer(tokens.AccessToken), PlaygroundJson.Default.SignInAnswer);
        }
        catch (CognitoException refused)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, refused.Message);
        }
    }
}
