using Authorizer.Permissions;
using Authorizer.Syntax;
using Xunit;

namespace Authorizer.Tests.Permissions;

/// <summary>Suggestions for an unknown word or route. A word without a similar known word gets no suggestion.</summary>
public sealed class SuggestionTests
{
    [Theory]
    // One letter is replaced, missing, inserted or swapped with its neighbor, or all letters have another case.
    [InlineData("allox", "allow")]
    [InlineData("alow", "allow")]
    [InlineData("alllow", "allow")]
    [InlineData("lalow", "allow")]
    [InlineData("allwo", "allow")]
    [InlineData("ALLOW", "allow")]
    [InlineData("dney", "deny")]
    [InlineData("deyn", "deny")]
    // Of three letters one can be wrong, of six letters two, and never more than eight.
    [InlineData("ab", null)]
    [InlineData("abx", "abc")]
    [InlineData("axx", null)]
    [InlineData("xyzdef", null)]
    [InlineData("abcdxx", "abcdef")]
    [InlineData("abcxxx", null)]
    [InlineData("permit", null)]
    [InlineData("", null)]
    // If several known words are equally similar, the first is suggested.
    [InlineData("abcdex", "abcdef")]
    public void The_most_similar_known_word_is_suggested(string written, string? nearest) =>
        Assert.Equal(nearest is null ? null : $"\"{nearest}\"", NearestName.Find(written, ["allow", "deny", "abc", "abcdef", "abcdeg"]));

    [Fact]
    public void A_word_with_more_than_eight_wrong_letters_gets_no_suggestion()
    {
        string known = new('a', 40);

        Assert.NotNull(NearestName.Find(new string('a', 32) + new string('b', 8), [known]));
        Assert.Null(NearestName.Find(new string('a', 31) + new string('b', 9), [known]));
    }

    [Theory]
    [InlineData("get pets", "GET /pets")]
    [InlineData("any /pets", "* /pets")]
    [InlineData("/pets", "GET /pets")]
    [InlineData("  GET   //pets// ", "GET /pets")]
    [InlineData("GET /pets/:id", "GET /pets/{id}")]
    [InlineData("GET /pets/{id", "GET /pets/{id}")]
    [InlineData("GET /pets/id}", "GET /pets/{id}")]
    [InlineData("GET /pets/*", "GET /pets/{name}")]
    [InlineData("GET /{proxy+}", "GET /**")]
    [InlineData("GET /a%20b", "GET /a b")]
    [InlineData("GET /a/", "GET /a")]
    [InlineData("$CONNECT", "$connect")]
    [InlineData(" $connect ", "$connect")]
    [InlineData("GET /a b c", null)]
    [InlineData("", null)]
    [InlineData("GET /a/../b", null)]
    public void The_intended_route_is_suggested(string written, string? meant) =>
        Assert.Equal(meant is null ? null : $"\"{meant}\"", RouteSuggestion.For(written));
}
