using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using Authorizer.Tests.Documentation;
using Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Authorizer.Tests.Messages;

/// <summary>
/// Collects the messages of C# files. All errors and warnings pass through the constructors and methods listed below. Each call of them is
/// a message, so new messages are collected without registration.
/// </summary>
internal static partial class SourceMessages
{
    // The exception types, and the position of the text among the arguments of the constructor.
    private static readonly Dictionary<string, int> Constructors = new()
    {
        ["AwsException"] = 1,
        ["ConfigurationException"] = 0,
        ["Finding"] = 2,
        ["PermissionsProblem"] = 2,
        ["ToolException"] = 0,
    };

    // The methods, the position of the text among the arguments, the end of the object's name, and the beginning of the first argument.
    private static readonly (string Method, int Text, string Receiver, string First)[] Methods =
    [
        ("Add", 1, "rrors", string.Empty),
        ("AddError", 0, string.Empty, string.Empty),
        ("Invalid", 1, string.Empty, string.Empty),
        ("Report", 1, string.Empty, "reader"),
        ("Unknown", 1, "rrors", string.Empty),
        ("Warn", 1, "rule", string.Empty),
        ("WriteLine", 0, "Console.Error", string.Empty),
        ("WriteLineAsync", 0, "Console.Error", string.Empty),
    ];

    // A method whose name ends with this word returns the part of a message that describes the problem.
    private const string PartOfMessage = "Problem";

    /// <summary>Reads the C# files of folders.</summary>
    public static IReadOnlyList<(string File, SyntaxNode Root)> Read(params string[] folders) =>
    [
        .. new RepositoryFiles().Files
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && Array.Exists(folders, folder => file.StartsWith(folder, StringComparison.Ordinal)))
            .Select(file => (file, CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Repository.Root, file))).GetRoot())),
    ];

    /// <summary>Collects the errors and warnings of a file.</summary>
    public static IEnumerable<Message> Of(string file, SyntaxNode root) =>
        from node in root.DescendantNodes()
        from text in Texts(node)
        where !MessageTexts.IsFilled(text)
        select new Message(Place(file, node), text);

    /// <summary>
    /// Collects the lines that the authorizer logs at WARN and above. Lines about a decision are not collected, because they have an error code.
    /// </summary>
    public static IEnumerable<Message> LogLines(string file, SyntaxNode root) =>
        from call in root.DescendantNodes().OfType<InvocationExpressionSyntax>()
        let arguments = call.ArgumentList.Arguments
        let at = Name(call) switch
        {
            "LogFatal" => 1,
            "Write" when arguments.Count > 1 && Severe().IsMatch(arguments[0].ToString()) => 1,
            "Write" when arguments.Count > 1 && arguments[0].Expression is LiteralExpressionSyntax && file.EndsWith("Log.cs", StringComparison.Ordinal) => 0,
            _ => -1,
        }
        where at >= 0
        from text in MessageTexts.Of(arguments[at].Expression)
        where !MessageTexts.IsFilled(text)
        select new Message(Place(file, call), text);

    /// <summary>The types of the exceptions that a file creates.</summary>
    public static IEnumerable<string> Exceptions(SyntaxNode root) =>
        root.DescendantNodes().OfType<ObjectCreationExpressionSyntax>().Select(node => node.Type.ToString())
            .Where(type => type.EndsWith("Exception", StringComparison.Ordinal) && !Constructors.ContainsKey(type));

    private static IEnumerable<string> Texts(SyntaxNode node) => node switch
    {
        ObjectCreationExpressionSyntax { ArgumentList.Arguments: var arguments } made when Constructors.TryGetValue(made.Type.ToString(), out int at) =>
            TextsAt(arguments, at),
        PrimaryConstructorBaseTypeSyntax { ArgumentList.Arguments: var arguments } made when Constructors.TryGetValue(made.Type.ToString(), out int at) =>
            TextsAt(arguments, at),
        InvocationExpressionSyntax call => TextsOf(call),
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "problem" } } part => MessageTexts.Of(part.Right),
        MethodDeclarationSyntax part when part.Identifier.ValueText.EndsWith(PartOfMessage, StringComparison.Ordinal)
            && part.ReturnType.ToString().TrimEnd('?') == "string" => MessageTexts.Results(part).SelectMany(MessageTexts.Of),
        _ => [],
    };

    private static IEnumerable<string> TextsOf(InvocationExpressionSyntax call)
    {
        SeparatedSyntaxList<ArgumentSyntax> arguments = call.ArgumentList.Arguments;
        string receiver = call.Expression is MemberAccessExpressionSyntax member ? member.Expression.ToString() : string.Empty;
        foreach ((string method, int text, string end, string first) in Methods)
        {
            if (Name(call) == method && arguments.Count > text && receiver.EndsWith(end, StringComparison.Ordinal)
                && arguments[0].ToString().StartsWith(first, StringComparison.Ordinal))
            {
                return TextsAt(arguments, text);
            }
        }

        return [];
    }

    // A suggestion that is never null is a part of the text. A suggestion that can be null is not.
    private static IEnumerable<string> TextsAt(SeparatedSyntaxList<ArgumentSyntax> arguments, int at)
    {
        ExpressionSyntax? suggestion = arguments.Count > at + 1 ? arguments[at + 1].Expression : null;
        bool isCertain = suggestion is LiteralExpressionSyntax { Token.Value: string } or InterpolatedStringExpressionSyntax
            || (suggestion is IdentifierNameSyntax name && name.Identifier.ValueText == "nearest");
        return MessageTexts.Of(arguments[at].Expression).Select(text => isCertain ? text + "; did you mean ⟨suggestion⟩?" : text);
    }

    private static string Name(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        _ => string.Empty,
    };

    [GeneratedRegex("LogLevel[.](Warn|Error|Fatal)")]
    private static partial Regex Severe();

    private static string Place(string file, SyntaxNode node) => $"{file}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
