using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace DevTool;

/// <summary>Lines with colour where somebody reads them in a terminal. Control characters from outside never reach it.</summary>
/// <param name="output">Where to.</param>
/// <param name="useColour">Whether to colour.</param>
/// <param name="width">How wide the terminal is, in characters; 0 if this is none.</param>
internal sealed class Terminal(TextWriter output, bool useColour, int width = 0)
{
    private const int UsualWidth = 80;

    /// <summary>How many characters a line may have: those of the terminal, else 80.</summary>
    public int Width => width > 0 ? width : UsualWidth;

    /// <summary>Standard output, for the result.</summary>
    public static Terminal Output => new(Console.Out, WantsColour, Columns(Console.IsOutputRedirected));

    /// <summary>Whether standard output wants colour: it is a terminal, and nobody set <c>NO_COLOR</c>.</summary>
    public static bool WantsColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Standard error, for what is not the result.</summary>
    public static Terminal Remarks => new(Console.Error, useColour: false, Columns(Console.IsErrorRedirected));

    // Some terminals do not say how wide they are.
    private static int Columns(bool isRedirected) => isRedirected ? 0 : Console.WindowWidth is > 0 and var columns ? columns : UsualWidth;

    /// <summary>Writes a line.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="colour">Its colour.</param>
    public void Line(string text = "", Colour colour = Colour.Plain) => Line(string.Empty, text, colour);

    /// <summary>Writes a line of which a part has a colour.</summary>
    /// <param name="start">What is before the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="colour">The colour of the part.</param>
    /// <param name="end">What is behind the part.</param>
    public void Line(string start, string part, Colour colour, string end = "")
    {
        string printable = Printable(part);
        output.WriteLine(Printable(start) + (useColour && colour != Colour.Plain ? $"\e[{(int)colour}m{printable}\e[0m" : printable) + Printable(end));
    }

    /// <summary>Writes what was assumed for settings that nobody made.</summary>
    /// <param name="assumptions">The assumptions.</param>
    public void Assumptions(IEnumerable<string> assumptions)
    {
        foreach (string assumption in assumptions)
        {
            Line("NOT CONFIGURED  " + assumption, Colour.Yellow);
        }
    }

    /// <summary>Writes a text, which is broken between words on a terminal. A file gets it in one piece, so that it can be searched.</summary>
    /// <param name="text">The text.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="hanging">How many spaces more than the first line the others begin with.</param>
    public void Text(string text, Colour colour = Colour.Plain, int hanging = 4)
    {
        foreach (string line in Lines(text, hanging))
        {
            Line(line, colour);
        }
    }

    /// <summary>Breaks a text between words for a terminal; for a file, it is one line.</summary>
    /// <param name="text">The text.</param>
    /// <param name="hanging">How many spaces more than the first line the others begin with.</param>
    public IEnumerable<string> Lines(string text, int hanging) => width == 0 ? [text] : WrappedText.Lines(text, width, hanging);

    /// <summary>Replaces what a terminal would obey and not show: control characters, line separators, and changes of the writing direction.</summary>
    /// <param name="text">A text from outside.</param>
    public static string Printable(string text) => string.Concat(text.Select(c => IsObeyed(c) ? '\uFFFD' : c));

    // U+202A to U+202E and U+2066 to U+2069 change the direction of what follows (Unicode Standard Annex #9).
    private static bool IsObeyed(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}

/// <summary>The colours of a line, as a terminal numbers them.</summary>
internal enum Colour
{
    /// <summary>As it is.</summary>
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
