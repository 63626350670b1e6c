using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using DevTool.Demo;
using DevTool.IdentityProvider;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DevTool.Playground;

/// <summary>
/// The playground page and its endpoints. A token arrives in a request body and is not stored. It is never part of an address, a cookie, a
/// file or a log.
/// </summary>
internal sealed class PlaygroundSite
{
    /// <summary>The first segment of the page's paths.</summary>
    public const string Mount = "playground";

    // Large enough for two permissions files, or for a permissions file and an event.
    private const int MaxBodyBytes = 1024 * 1024;

    private const string Root = "/" + Mount;

    private static readonly Dictionary<string, (byte[] Content, string Type)> Files = new()
    {
        [Root + "/"] = (Resource("playground.html"), "text/html; charset=utf-8"),
        [Root + "/playground.css"] = (Resource("playground.css"), "text/css; charset=utf-8"),
        [Root + "/playground.js"] = (Resource("playground.js"), "text/javascript; charset=utf-8"),
        [Root + "/playground.svg"] = (Resource("playground.svg"), "image/svg+xml"),
    };

    private readonly PlaygroundDecisions _decisions;
    private readonly PlaygroundSamples _samples;
    private readonly PlaygroundFile _file;
    private readonly UserPool _users;
    private readonly bool _live;
    private readonly Dictionary<string, Func<HttpContext, Task>> _posts;

    /// <param name="decisions">Makes decisions and comparisons.</param>
    /// <param name="samples">Provides the tokens of the samples.</param>
    /// <param name="users">Signs in the users of the demo.</param>
    /// <param name="live">Whether a running authorizer reads the file again after each save.</param>
    public PlaygroundSite(PlaygroundDecisions decisions, PlaygroundSamples samples, PlaygroundFile file, UserPool users, bool live)
    {
        (_decisions, _samples, _file, _users, _live) = (decisions, samples, file, users, live);
        _posts = new Dictionary<string, Func<HttpContext, Task>>
        {
            [Root + "/sign-in"] = SignInAsync,
            [Root + "/sample"] = SampleAsync,
            [Root + "/explain"] = ExplainAsync,
            [Root + "/matrix"] = MatrixAsync,
            [Root + "/compare"] = CompareAsync,
            [Root + "/save"] = SaveAsync,
        };
    }

    /// <summary>Processes a request whose path begins with <see cref="Mount"/>.</summary>
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
            // The exception's message is not sent, because it can quote a part of the body, which contains a token.
            await FailAsync(context, StatusCodes.Status400BadRequest, "The body is not valid for this endpoint.");
        }
        catch (BadHttpRequestException bad)
        {
            await FailAsync(context, bad.StatusCode, "The body cannot be read, or is too long.");
        }
        catch (Exception refusedByTool) when (refusedByTool is CognitoException or ToolException)
        {
            await FailAsync(context, StatusCodes.Status400BadRequest, refusedByTool.Message);
        }
        catch (Exception file) when (file is IOException or UnauthorizedAccessException)
        {
            await FailAsync(context, StatusCodes.Status500InternalServerError, file.Message);
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
        if (HttpMethods.IsPost(context.Request.Method) && _posts.TryGetValue(path, out Func<HttpContext, Task>? post))
        {
            await post(context);
        }
        else if (reads && path == Root)
        {
            context.Response.Redirect(Root + "/", permanent: false);
        }
        else if (reads && path == Root + "/start")
        {
            await StartAsync(context);
        }
        else if (reads && Files.TryGetValue(path, out (byte[] Content, string Type) found))
        {
            await SendAsync(context, StatusCodes.Status200OK, found.Content, found.Type);
        }
        else
        {
            await FailAsync(context, StatusCodes.Status404NotFound, "Not found.");
        }
    }

    private async Task StartAsync(HttpContext context)
    {
        // Requests this token early, so that it has expired before the user opens the sample.
        _ = await _samples.ShortLivedAsync(context.RequestAborted);
        var start = new PlaygroundStart(
            _file.Read(),
            _live,
            [.. DemoUser.All.Select(user => new PlaygroundUser(user.Name, user.Groups))],
            PlaygroundSamples.All);
        await SendAsync(context, StatusCodes.Status200OK, start, PlaygroundJson.Default.PlaygroundStart);
    }

    private async Task SignInAsync(HttpContext context)
    {
        SignInRequest request = await ReadAsync(context, PlaygroundJson.Default.SignInRequest);
        SignedIn tokens = await _users.SignInAsync(request.User, _users.AppClientId, context.RequestAborted);
        await SendAsync(context, StatusCodes.Status200OK, new TokenAnswer(tokens.AccessToken), PlaygroundJson.Default.TokenAnswer);
    }

    private async Task SampleAsync(HttpContext context)
    {
        SampleRequest request = await ReadAsync(context, PlaygroundJson.Default.SampleRequest);
        string? token = await _samples.TokenAsync(request.Id, context.RequestAborted);
        await SendAsync(context, StatusCodes.Status200OK, new TokenAnswer(token), PlaygroundJson.Default.TokenAnswer);
    }

    private async Task ExplainAsync(HttpContext context)
    {
        DecisionRequest request = await ReadAsync(context, PlaygroundJson.Default.DecisionRequest);
        DecisionAnswer answer = await _decisions.DecideAsync(request, context.RequestAborted);
        await SendAsync(context, StatusCodes.Status200OK, answer, PlaygroundJson.Default.DecisionAnswer);
    }

    private async Task MatrixAsync(HttpContext context)
    {
        RulesRequest request = await ReadAsync(context, PlaygroundJson.Default.RulesRequest);
        await SendAsync(context, StatusCodes.Status200OK, _decisions.Matrix(request.Permissions), PlaygroundJson.Default.MatrixAnswer);
    }

    private async Task CompareAsync(HttpContext context)
    {
        ComparisonRequest request = await ReadAsync(context, PlaygroundJson.Default.ComparisonRequest);
        await SendAsync(context, StatusCodes.Status200OK, _decisions.Compare(request), PlaygroundJson.Default.ComparisonAnswer);
    }

    private async Task SaveAsync(HttpContext context)
    {
        SaveRequest request = await ReadAsync(context, PlaygroundJson.Default.SaveRequest);
        if (_decisions.FirstProblem(request.Permissions) is { } problem)
        {
            string reason = string.Create(CultureInfo.InvariantCulture, $"Not saved: the authorizer would not start with these rules. Line {problem.Line}: {problem.Text}.");
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, reason);
        }
        else if (_file.Save(request.Permissions, request.Version) is { } saved)
        {
            await SendAsync(context, StatusCodes.Status200OK, saved, PlaygroundJson.Default.SavedPermissions);
        }
        else
        {
            await FailAsync(
                context, StatusCodes.Status409Conflict, $"Not saved: {_file.Name} was changed on disk since this page read it. Copy your edits, then reload the page.");
        }
    }
}
