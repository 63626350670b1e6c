using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DevTool;

/// <summary>Prints lines, with color if the output is a terminal. Control characters in texts from outside are replaced.</summary>
/// <param name="output">The output.</param>
/// <param name="useColour">Whether to use color.</param>
/// <param name="width">The width of the terminal in characters; 0 if the output is not a terminal.</param>
internal sealed class Terminal(TextWriter output, bool useColour, int width = 0)
{
    private const int UsualWidth = 80;

    /// <summary>The largest number of characters in a line: the width of the terminal, or 80 if the output is not a terminal.</summary>
    public int Width => width > 0 ? width : UsualWidth;

    /// <summary>Standard output, which receives the result.</summary>
    public static Terminal Output => new(Console.Out, WantsColour, Columns(Console.IsOutputRedirected));

    /// <summary>Whether standard output has color. True if the output is a terminal and <c>NO_COLOR</c> is not set.</summary>
    public static bool WantsColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Standard error, which receives everything except the result.</summary>
    public static Terminal Remarks => new(Console.Error, useColour: false, Columns(Console.IsErrorRedirected));

    /// <summary>Standard error, for a summary with the color of the result.</summary>
    public static Terminal Summary => new(Console.Error, WantsColour && !Console.IsErrorRedirected, Columns(Console.IsErrorRedirected));

    // The usual width is used if the terminal does not report its width.
    private static int Columns(bool isRedirected) => isRedirected ? 0 : Console.WindowWidth is > 0 and var columns ? columns : UsualWidth;

    /// <summary>Writes a line.</summary>
    public void Line(string text = "", Colour colour = Colour.Plain) => Line(string.Empty, text, colour);

    /// <summary>Writes a line in which one part has a color.</summary>
    /// <param name="start">The text before the colored part.</param>
    /// <param name="colour">The color of the part.</param>
    /// <param name="end">The text after the colored part.</param>
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

    /// <summary>
    /// Writes a text. On a terminal, the text is wrapped between words. In a file, the text stays on one line, so that it can be searched.
    /// </summary>
    /// <param name="hanging">The additional indentation of all lines except the first, in spaces.</param>
    public void Text(string text, Colour colour = Colour.Plain, int hanging = 4)
    {
        foreach (string line in Lines(text, hanging))
        {
            Line(line, colour);
        }
    }

    /// <summary>Wraps a text between words for a terminal. For a file, the text stays on one line.</summary>
    /// <param name="hanging">The additional indentation of all lines except the first, in spaces.</param>
    public IEnumerable<string> Lines(string text, int hanging) => width == 0 ? [text] : WrappedText.Lines(text, width, hanging);

    /// <summary>
    /// Replaces characters that a terminal interprets: control characters, line separators, and characters that change the text direction.
    /// </summary>
    /// <param name="text">A text from outside.</param>
    public static string Printable(string text) => string.Concat(text.Select(c => IsObeyed(c) ? '\uFFFD' : c));

    // U+202A to U+202E and U+2066 to U+2069 change the direction of the following text (Unicode Standard Annex #9).
    private static bool IsObeyed(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

/// <summary>The colors of a line, with their ANSI numbers.</summary>
internal enum Colour
{
    /// <summary>The default color of the terminal.</summary>
    Plain = 0,

    /// <summary>Used for headings.</summary>
    Bold = 1,

    /// <summary>Used for less important text.</summary>
    Dim = 2,

    /// <summary>Used for refused calls and errors.</summary>
    Red = 31,

    /// <summary>Used for allowed calls and successes.</summary>
    Green = 32,

    /// <summary>Used for warnings.</summary>
    Yellow = 33,
}
