using System;
using System.Collections.Generic;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.IO;
using System.Linq;
using Authorizer.Syntax;

namespace DevTool.Commands;

/// <summary>The command line of <c>authz</c>: its help, and what it says about a command line that cannot be read.</summary>
internal static class CommandLine
{
    // Readable beside other windows, and the same in a pipe.
    private const int HelpWidth = 80;

    /// <summary>Makes the command line.</summary>
    /// <param name="commands">The commands, in the order of the help.</param>
    /// <returns>The command line.</returns>
    public static RootCommand Create(params Command[] commands)
    {
        var root = new RootCommand("Explains, tests and compares the permissions of the authorizer, and runs it on this machine.");
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        var help = new Help((HelpAction)option.Action!);
        option.Action = help;
        foreach (Command command in commands)
        {
            root.Add(command);
            foreach (Argument argument in command.Arguments)
            {
                argument.Validators.Add(RefuseOption);
            }
        }

        root.SetAction(parsed =>
        {
            _ = help.Invoke(parsed);
            return ExitCodes.Usage;
        });
        return root;
    }

    /// <summary>Says what is wrong with a command line, one problem a line.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="errors">Where to.</param>
    public static void WriteErrors(ParseResult parsed, TextWriter errors)
    {
        Command command = parsed.CommandResult.Command;
        string name = command is RootCommand ? command.Name : $"authz {command.Name}";
        IEnumerable<string> problems = parsed.UnmatchedTokens.Count > 0
            ? parsed.UnmatchedTokens.Select(token => Unknown(token, command))
            : parsed.Errors.Select(error => error.Message);
        foreach (string problem in problems)
        {
            errors.WriteLine($"{name}: {problem}");
        }

        errors.WriteLine($"{name} --help shows what it takes");
    }

    // Otherwise a misspelled option is taken for a file.
    private static void RefuseOption(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(token => IsOption(token.Value)))
        {
            result.AddError(Unknown(token.Value, ((CommandResult)result.Parent!).Command));
        }
    }

    private static string Unknown(string token, Command command)
    {
        string[] known = IsOption(token)
            ? [.. command.Options.Select(option => option.Name), "--help"]
            : [.. command.Subcommands.Select(subcommand => subcommand.Name)];
        string kind = IsOption(token) ? "option" : known.Length > 0 ? "command" : "argument";
        string? nearest = NearestName.Find(token.Split('=')[0], known);

        // A token of a caller is secret, and a line of a terminal or of a build's log is not.
        if (token.Contains("eyJ", StringComparison.Ordinal))
        {
            return $"unknown {kind}, which is a token or contains one; give tokens in TOKEN, --token-file or standard input";
        }

        return $"unknown {kind} \"{token}\"" + (nearest is null ? string.Empty : $"; did you mean {nearest}?");
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    // In the list of commands each has its first sentence and the arguments it needs; exit codes, details and optional arguments, which
    // the library would show as if they were needed, are in its own help.
    private sealed class Help(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            if (parseResult.CommandResult.Command is RootCommand root)
            {
                foreach (Command command in root.Subcommands)
                {
                    command.Description = command.Description!.Split(". ")[0].TrimEnd('.');
                    foreach (Argument optional in command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue))
                    {
                        optional.Hidden = true;
                    }
                }
            }

            help.MaxWidth = HelpWidth;
            return help.Invoke(parseResult);
        }
    }
}
