using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DevTool;

/// <summary>Prints lines, with colour if the output is a terminal. Control characters from outside are replaced.</summary>
/// <param name="output">Where to.</param>
/// <param name="useColour">Whether to use colour.</param>
/// <param name="width">How wide the terminal is, in characters; 0 if it is not a terminal.</param>
internal sealed class Terminal(TextWriter output, bool useColour, int width = 0)
{
    private const int UsualWidth = 80;

    /// <summary>The most characters of a line: the terminal's width, else 80.</summary>
    public int Width => width > 0 ? width : UsualWidth;

    /// <summary>Standard output, for the result.</summary>
    public static Terminal Output => new(Console.Out, WantsColour, Columns(Console.IsOutputRedirected));

    /// <summary>Whether standard output gets colour: it is a terminal, and <c>NO_COLOR</c> is not set.</summary>
    public static bool WantsColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Standard error, for everything except the result.</summary>
    public static Terminal Remarks => new(Console.Error, useColour: false, Columns(Console.IsErrorRedirected));

    /// <summary>Standard error, for a summary that gets the colour of the result.</summary>
    public static Terminal Summary => new(Console.Error, WantsColour && !Console.IsErrorRedirected, Columns(Console.IsErrorRedirected));

    // Some terminals do not report their width.
    private static int Columns(bool isRedirected) => isRedirected ? 0 : Console.WindowWidth is > 0 and var columns ? columns : UsualWidth;

    /// <summary>Writes a line.</summary>
    public void Line(string text = "", Colour colour = Colour.Plain) => Line(string.Empty, text, colour);

    /// <summary>Writes a line with a coloured part.</summary>
    /// <param name="start">The text before the part.</param>
    /// <param name="colour">The colour of the part.</param>
    /// <param name="end">The text after the part.</param>
    public void Line(string start, string part, Colour colour, string end = "")
    {
        string printable = Printable(part);
        output.WriteLine(Printable(start) + (useColour && colour != Colour.Plain ? $"\e[{(int)colour}m{printable}\e[0m" : printable) + Printable(end));
    }

    /// <summary>Writes the assumptions for missing settings.</summary>
    public void Assumptions(IEnumerable<string> assumptions)
    {
        foreach (string assumption in assumptions)
        {
            Line("NOT CONFIGURED  " + assumption, Colour.Yellow);
        }
    }

    /// <summary>Writes a text, wrapped between words on a terminal. In a file it stays one line, so that it can be searched.</summary>
    /// <param name="hanging">The additional indentation of all lines but the first, in spaces.</param>
    public void Text(string text, Colour colour = Colour.Plain, int hanging = 4)
    {
        foreach (string line in Lines(text, hanging))
        {
            Line(line, colour);
        }
    }

    /// <summary>Wraps a text between words for a terminal; for a file, it stays one line.</summary>
    /// <param name="hanging">The additional indentation of all lines but the first, in spaces.</param>
    public IEnumerable<string> Lines(string text, int hanging) => width == 0 ? [text] : WrappedText.Lines(text, width, hanging);

    /// <summary>Replaces characters that a terminal interprets: control characters, line separators, and changes of the writing direction.</summary>
    /// <param name="text">A text from outside.</param>
    public static string Printable(string text) => string.Concat(text.Select(c => IsObeyed(c) ? '\uFFFD' : c));

    // U+202A to U+202E and U+2066 to U+2069 change the direction of what follows (Unicode Standard Annex #9).
    private static bool IsObeyed(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

/// <summary>The colours of a line, with their ANSI numbers.</summary>
internal enum Colour
{
    /// <summary>The terminal's default.</summary>
    Plain = 0,

    /// <summary>A heading.</summary>
    Bold = 1,

    /// <summary>Less important.</summary>
    Dim = 2,

    /// <summary>Refused, wrong.</summary>
    Red = 31,

    /// <summary>Allowed, right.</summary>
    Green = 32,

    /// <summary>A warning.</summary>
    Yellow = 33,
}
