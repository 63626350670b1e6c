using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Mutation.Sources;

/// <summary>The text of a file with all its mutants, and the position of each mutant.</summary>
internal sealed class MutatedFile
{
    private readonly List<(TextSpan Span, int Mutant)> _inserted = [];
    private readonly List<(TextSpan Span, int Mutant)> _enclosed = [];

    private MutatedFile(string text) => Text = text;

    /// <summary>The text of the file. Each line has the same number as in the original file.</summary>
    public string Text { get; private set; }

    /// <summary>Inserts mutants into a text.</summary>
    public static MutatedFile Build(string original, IEnumerable<CodeMutation> mutants)
    {
        var file = new MutatedFile(original);
        var edits = mutants
            .SelectMany(mutant => mutant.Site.Edits.Select(edit => (Edit: edit, mutant.Id)))
            .OrderBy(each => each.Edit.Span.Start).ThenByDescending(each => each.Edit.Span.Length)
            .ToList();

        // The inserted texts, by their position in the original. At the same position, closing texts come before opening texts. Of closing texts,
        // the inner one is first. Of opening texts, the outer one is first.
        var pieces = new List<(int At, bool Opens, int Order, string Text, int Mutant, Edit Edit)>();
        for (int i = 0; i < edits.Count; i++)
        {
            (Edit edit, int id) = edits[i];
            pieces.Add((edit.Span.Start, true, i, edit.Before, id, edit));
            pieces.Add((edit.Span.End, false, -i, edit.After, id, edit));
        }

        var text = new StringBuilder();
        var openings = new Dictionary<(Edit, int), int>();
        var replaced = new HashSet<TextSpan>();
        var guarded = new HashSet<int>();
        int at = 0;
        foreach ((int position, bool opens, _, string piece, int id, Edit edit) in pieces.OrderBy(piece => piece.At).ThenBy(piece => piece.Opens).ThenBy(piece => piece.Order))
        {
            if (position > at)
            {
                _ = text.Append(original, at, position - at);
                at = position;
            }

            int start = text.Length;
            string switched = piece.Replace(MutantSite.SwitchMark, string.Create(CultureInfo.InvariantCulture, $"global::Mutation.Mutant.Is({id})"), StringComparison.Ordinal);
            if (switched.Contains(Edit.Guard, StringComparison.Ordinal))
            {
                switched = switched.Replace(Edit.Guard, guarded.Add(position) ? "when" : "&&", StringComparison.Ordinal);
            }

            if (!edit.Replaces)
            {
                _ = text.Append(switched);
            }
            else if (opens && replaced.Add(edit.Span))
            {
                _ = text.Append(switched);
                at = edit.Span.End;
            }

            file._inserted.Add((TextSpan.FromBounds(start, text.Length), id));
            if (opens)
            {
                openings[(edit, id)] = start;
            }
            else
            {
                file._enclosed.Add((TextSpan.FromBounds(openings[(edit, id)], text.Length), id));
            }
        }

        file.Text = text.Append(original, at, original.Length - at).ToString();
        return file;
    }

    /// <summary>
    /// Returns the mutants that cause an error: the mutants whose inserted text contains the error. If there are none, returns the innermost
    /// mutant around the error, or else the outermost mutant inside the error.
    /// </summary>
    /// <param name="error">The position of the error.</param>
    /// <param name="all">Whether to return all mutants around or inside the error, because omitting single mutants did not fix the error.</param>
    public IReadOnlyList<int> Blame(TextSpan error, bool all)
    {
        int[] inside = [.. _inserted.Where(piece => piece.Span.Length > 0 && piece.Span.Contains(error)).Select(piece => piece.Mutant)];
        if (inside.Length > 0)
        {
            return inside;
        }

        if (all && _enclosed.Where(piece => error.Contains(piece.Span)).Select(piece => piece.Mutant).ToArray() is { Length: > 0 } within)
        {
            return within;
        }

        int[] around = [.. _enclosed.Where(piece => piece.Span.Contains(error)).OrderBy(piece => piece.Span.Length).Select(piece => piece.Mutant).Take(all ? int.MaxValue : 1)];
        return around.Length > 0
            ? around
            : [.. _enclosed.Where(piece => error.Contains(piece.Span)).OrderByDescending(piece => piece.Span.Length).Select(piece => piece.Mutant).Take(all ? int.MaxValue : 1)];
    }
}
