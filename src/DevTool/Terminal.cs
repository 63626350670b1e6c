using System;
using System.IO;
using System.Linq;

namespace DevTool;

/// <summary>Lines with colour where somebody reads them in a terminal. Control characters from outside never reach it.</summary>
/// <param name="output">Where to.</param>
/// <param name="useColour">Whether to colour.</param>
internal sealed class Terminal(TextWriter output, bool useColour)
{
    /// <summary>Whether standard output wants colour: it is a terminal, and nobody set <c>NO_COLOR</c>.</summary>
    public static bool WantsColour =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    /// <summary>Writes a line.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="colour">Its colour.</param>
    public void Line(string text = "", Colour colour = Colour.Plain)
    {
        string printable = string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        output.WriteLine(useColour && colour != Colour.Plain ? $"\e[{(int)colour}m{printable}\e[0m" : printable);
    }
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
