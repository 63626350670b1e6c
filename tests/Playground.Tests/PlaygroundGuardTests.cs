using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Playground.Tests;

/// <summary>The server refuses requests from other sites, with a rebound host name, or without the headers that the page sends.</summary>
/// <param name="playground">The stack.</param>
public sealed class PlaygroundGuardTests(PlaygroundFixture playground)
{
    private string Origin => playground.Address.GetLeftPart(UriPartial.Authority);

    [Fact]
    public async Task A_request_of_the_page_can_sign_in()
    {
        using HttpResponseMessage answer = await PostAsync(_ => { });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task A_rebound_host_name_gets_421(string host)
    {
        using HttpResponseMessage answer = await PostAsync(request => request.Headers.Host = host);
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(playground.Address, "start"));
        get.Headers.Host = host;
        using HttpResponseMessage read = await playground.Http.SendAsync(get, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, read.StatusCode);
        Assert.Contains($"Open the playground at {playground.Address}.", await read.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Another_origin_is_refused(string? origin)
    {
        using HttpResponseMessage answer = await PostAsync(request =>
        {
            _ = request.Headers.Remove("Origin");
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
        });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData("cross-site")]
    [InlineData("same-site")]
    [InlineData("none")]
    public async Task A_request_with_fetch_metadata_of_another_site_is_refused(string site)
    {
        using HttpResponseMessage answer = await PostAsync(request => request.Headers.Add("Sec-Fetch-Site", site));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_request_with_the_media_type_of_a_form_is_refused()
    {
        using HttpResponseMessage answer = await PostAsync(request =>
            request.Content = new StringContent("{\"user\":\"alice\"}", Encoding.UTF8, "text/plain"));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"user\":\"alice\",\"extra\":1}")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("secret-token")]
    public async Task A_body_that_is_invalid_is_refused_and_not_quoted_in_the_response(string body)
    {
        using HttpResponseMessage answer = await PostAsync(request => request.Content = new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused()
    {
        using HttpResponseMessage answer = await PostAsync(request =>
            request.Content = new StringContent($$"""{"user":"{{new string('a', 2 * 1024 * 1024)}}"}""", Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Every_response_has_the_strict_content_security_policy()
    {
        foreach (string path in (string[])["", "playground.js", "playground.css", "playground.svg", "start", "nothing"])
        {
            using HttpResponseMessage answer = await playground.Http.GetAsync(new Uri(playground.Address, path), TestContext.Current.CancellationToken);

            string policy = string.Join(";", answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.True(answer.Headers.CacheControl!.NoStore);
        }
    }

    [Theory]
    [InlineData("Host", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    public async Task Another_site_cannot_call_any_endpoint(string header, string value, HttpStatusCode status)
    {
        foreach (string endpoint in (string[])["save", "explain", "matrix", "compare", "sample", "sign-in"])
        {
            using HttpResponseMessage answer = await PostAsync(
                request =>
                {
                    _ = request.Headers.Remove(header);
                    _ = request.Headers.TryAddWithoutValidation(header, value);
                },
                endpoint);

            Assert.Equal(status, answer.StatusCode);
        }

        Assert.Equal(PlaygroundFixture.Rules, await File.ReadAllTextAsync(playground.PermissionsFile, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Invalid_rules_are_not_saved()
    {
        using HttpResponseMessage answer = await PostAsync(
            request => request.Content = new StringContent("{\"permissions\":\"{}\",\"version\":\"\"}", Encoding.UTF8, "application/json"), "save");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("would not start", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_cannot_choose_the_file_to_save_to()
    {
        using HttpResponseMessage answer = await PostAsync(
            request => request.Content = new StringContent("{\"permissions\":\"{}\",\"version\":\"\",\"file\":\"/tmp/x\"}", Encoding.UTF8, "application/json"), "save");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<HttpResponseMessage> PostAsync(Action<HttpRequestMessage> change, string endpoint = "sign-in")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(playground.Address, endpoint));
        request.Content = new StringContent("{\"user\":\"alice\"}", Encoding.UTF8, "application/json");
        request.Headers.Add("Origin", Origin);
        change(request);
        return await playground.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
