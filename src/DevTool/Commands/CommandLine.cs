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

/// <summary>Creates the command line of <c>authz</c> with its help, and prints the errors of an invalid command line.</summary>
internal static class CommandLine
{
    // Fixed, so that help fits in a narrow window and looks the same in a pipe.
    private const int HelpWidth = 80;

    /// <summary>Creates the command line.</summary>
    /// <param name="commands">The commands, in the order of the help.</param>
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
                argument.Validators.Add(result => RefuseEmpty(result, argument.Name, argument.Arity.MinimumNumberOfValues > 0, "argument"));
            }

            foreach (Option given in command.Options)
            {
                given.Validators.Add(result => RefuseEmpty(result, given.Name, given.Required, "option"));
            }
        }

        root.SetAction(parsed =>
        {
            _ = help.Invoke(parsed);
            return ExitCodes.Usage;
        });
        return root;
    }

    /// <summary>Creates an option that accepts only some values. The first of them is the default.</summary>
    public static Option<string> Choice(string name, string description, params string[] values)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] };
        option.CompletionSources.Add(values);
        option.Validators.Add(result =>
        {
            foreach (string wrong in result.Tokens.Select(token => token.Value).Where(value => !string.IsNullOrWhiteSpace(value) && !values.Contains(value)))
            {
                result.AddError($"{name}: unknown value \"{wrong}\"; use {WordList.Join(values, "or")}");
            }
        });
        return option;
    }

    /// <summary>Prints each error of a command line on a line of its own.</summary>
    /// <param name="parsed">The parsed command line.</param>
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

        errors.WriteLine($"{name} --help lists its arguments and options");
    }

    // Without this check, a misspelled option would be read as the name of a file.
    private static void RefuseOption(ArgumentResult result)
    {
        foreach (Token token in result.Tokens.Where(token => IsOption(token.Value)))
        {
            result.AddError(Unknown(token.Value, ((CommandResult)result.Parent!).Command));
        }
    }

    // Scripts pass an empty value if a variable is not set.
    private static void RefuseEmpty(SymbolResult result, string name, bool isRequired, string kind)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError(isRequired ? $"{name} is empty; give a value" : $"{name} is empty; give a value, or remove the {kind}");
        }
    }

    private static string Unknown(string token, Command command)
    {
        string[] known = IsOption(token)
            ? [.. command.Options.Select(option => option.Name), "--help"]
            : [.. command.Subcommands.Select(subcommand => subcommand.Name)];
        string kind = IsOption(token) ? "option" : known.Length > 0 ? "command" : "argument";
        string? nearest = NearestName.Find(token.Split('=')[0], known);

        // A caller's token is secret, but other people can read the terminal and the build log.
        if (token.Contains("eyJ", StringComparison.Ordinal))
        {
            return $"unknown {kind}, which is a token or contains one; give tokens in TOKEN, --token-file or standard input";
        }

        return $"unknown {kind} \"{token}\"" + (nearest is null ? "; remove it" : $"; did you mean {nearest}?");
    }

    private static bool IsOption(string token) => token.Length > 1 && token[0] == '-';

    // The list of commands shows the first sentence and the required arguments of each command. The command's own help also shows exit
    // codes, details and optional arguments. The library would show optional arguments as if they were required.
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
