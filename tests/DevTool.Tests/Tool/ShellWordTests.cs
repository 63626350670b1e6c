using System.Threading.Tasks;
using DevTool.Tests.Permissions;
using Xunit;

namespace DevTool.Tests.Tool;

/// <summary>Words of the commands that the tool prints, which users paste into a shell.</summary>
public sealed class ShellWordTests
{
    [Theory]
    [InlineData("GET /pets")]
    [InlineData("it's $HOME `id` \\ \"x\" !!")]
    [InlineData("")]
    [InlineData("GET /a\r\nrm -rf 'x' \\")]
    [InlineData("GET /\u001b[31mred\u0007 é \u2028 \u202e \U0001F600")]
    public async Task A_quoted_text_is_one_word_without_control_characters(string text)
    {
        string word = ShellWord.Quote(text);
        Assert.Equal(Terminal.Printable(word), word);

        using var tool = new ToolProcess();
        (int code, string output, string errors) = await tool.ShellAsync($"printf '%s|' {word}");

        Assert.True(code == 0, errors);
        Assert.Equal(text + "|", output);
    }

    [Theory]
    [InlineData("/project/artifacts/authz/authz", "/project", "/usr/bin", "artifacts/authz/authz")]
    [InlineData("/project/artifacts/authz/authz", "/project", "/usr/bin:/project/artifacts/authz/", "authz")]
    [InlineData("/project/artifacts/authz/authz", "/project", "artifacts/authz", "authz")]
    [InlineData("/project/authz", "/project", null, "./authz")]
    [InlineData("/opt/my tools/authz", "/project", "", "'/opt/my tools/authz'")]
    [InlineData("/usr/share/dotnet/dotnet", "/project", "", "authz")]
    [InlineData(null, "/project", "", "authz")]
    public void A_printed_command_starts_with_a_path_that_runs_the_tool(string? program, string folder, string? path, string word) =>
        Assert.Equal(word, ShellWord.ToolWord(program, folder, path));
}
