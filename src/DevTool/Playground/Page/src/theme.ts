// The theme of the editor. Its colors are variables of playground.css, so that one theme is enough for both color schemes. CodeMirror's own
// icons are data: URLs, which the Content-Security-Policy of the page forbids. Text and underlines replace the icons.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const looks = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--sheet)", fontSize: ".8125rem", maxHeight: "min(30rem, 60vh)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--text)", padding: ".4rem 0" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--selection)" },
  ".cm-gutters": { backgroundColor: "var(--sheet)", color: "var(--quiet)", border: "none" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--text)", fontWeight: "700" },
  ".cm-matchingBracket": { backgroundColor: "transparent" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)" },
  ".cm-marks": { width: "1.3em" },
  ".cm-marks .cm-gutterElement": { textAlign: "center", fontWeight: "700" },
  ".cm-gutter-lint": { width: "1.1em" },
  ".cm-gutter-lint .cm-gutterElement": { padding: "0" },
  ".cm-lint-marker": { width: "auto", height: "auto", textAlign: "center", fontWeight: "700" },
  ".cm-lint-marker-error": { content: "none", color: "var(--bad)", "&::before": { content: "'!'" } },
  ".cm-lint-marker-warning": { content: "none", color: "var(--care)", "&::before": { content: "'!'" } },
  ".cm-lintRange": { backgroundImage: "none !important", paddingBottom: "0", textDecoration: "underline wavy 1px", textUnderlineOffset: "3px" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--care)" },
  ".cm-tooltip": { backgroundColor: "var(--sheet)", color: "var(--text)", border: "1px solid var(--field)", borderRadius: ".4rem", boxShadow: "0 4px 16px #0004" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: ".15rem .5rem" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { background: "var(--accent) !important", color: "var(--on-accent) !important" },
  ".cm-completionInfo": { maxWidth: "22rem", font: ".85rem/1.45 system-ui, sans-serif", padding: ".5rem .7rem" },
  ".cm-completionIcon": { display: "none" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-hint": { maxWidth: "26rem", padding: ".4rem .7rem", font: ".85rem/1.45 system-ui, sans-serif" },
  ".cm-diagnostic": { padding: ".4rem .7rem", font: ".85rem/1.45 system-ui, sans-serif" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--care)" },
  ".cm-line": { padding: "0 .6rem 0 .3rem" },
  ".cm-decides-allow": { backgroundColor: "var(--good-ground)" },
  ".cm-decides-deny": { backgroundColor: "var(--bad-ground)" },
  ".cm-nearest": { backgroundColor: "var(--care-ground)" },
  ".cm-decides-allow-mark": { color: "var(--good)" },
  ".cm-decides-deny-mark": { color: "var(--bad)" },
  ".cm-nearest-mark": { color: "var(--care)" },
  ".cm-tag": { marginLeft: ".8em", padding: "0 .5em", borderRadius: "1em", border: "1px solid", font: "600 .75rem/1.4 system-ui, sans-serif", whiteSpace: "nowrap" },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--number)" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

// The continuation lines of a long rule have the indentation of its first line.
const DEEPEST = 16;
const hanging = EditorView.theme(Object.fromEntries(Array.from({ length: DEEPEST + 1 }, (_, indent) =>
  [`.cm-indent-${indent}`, { paddingLeft: `calc(${indent + 2}ch + .3rem)`, textIndent: `-${indent + 2}ch` }])));
const byIndent = Array.from({ length: DEEPEST + 1 }, (_, indent) => Decoration.line({ class: `cm-indent-${indent}` }));

function indents(view: EditorView): DecorationSet {
  const made = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let line = view.state.doc.lineAt(from); ; line = view.state.doc.line(line.number + 1)) {
      made.add(line.from, line.from, byIndent[Math.min(line.text.search(/\S|$/), DEEPEST)] as Decoration);
      if (line.to >= to) {
        break;
      }
    }
  }

  return made.finish();
}

const wrapping = ViewPlugin.define((view) => ({
  indents: indents(view),
  update(update: ViewUpdate) {
    this.indents = update.docChanged || update.viewportChanged ? indents(update.view) : this.indents;
  },
}), { decorations: (plugin) => plugin.indents });

/** The complete theme of the editor. */
export const theme = [hanging, looks, wrapping, EditorView.lineWrapping, syntaxHighlighting(colours)];
