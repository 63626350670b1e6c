// The editor for the rules. It is in a shadow root, because CodeMirror uses constructed style sheets there. The Content-Security-Policy of the
// page therefore does not have to allow inline styles.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Finding } from "./api.ts";
import { complete, type Hints, memberHints } from "./completion.ts";
import { type Mark, ruleMarks, setMarks } from "./marks.ts";
import { theme } from "./theme.ts";

/** The functions of the editor for the page. */
export interface RulesEditor {
  text(): string;
  replace(text: string): void;
  mark(marks: Mark[]): void;
  diagnose(problems: Finding[], warnings: Finding[]): void;
  goTo(line: number): void;
}

/** Describes a finding in one sentence. */
export function sentence({ rule, text, suggestion }: Finding): string {
  return `${rule ? `rule “${rule}”: ` : ""}${text}${suggestion ? `; did you mean ${suggestion}?` : ""}`;
}

/** Creates the editor. */
export function createEditor(host: HTMLElement, hints: () => Hints, changed: () => void): RulesEditor {
  const root = host.attachShadow({ mode: "open" });
  const extensions = [
    lineNumbers(), highlightActiveLineGutter(), ruleMarks, lintGutter(), history(), drawSelection(), indentOnInput(), bracketMatching(), closeBrackets(),
    autocompletion({ override: [complete(hints)], activateOnCompletion: ({ type }) => type === "property" }),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
    json(), memberHints, theme,
    EditorView.contentAttributes.of({ "aria-label": "Permissions file", autocapitalize: "off", tabindex: "0" }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) {
        changed();
      }
    }),
  ];
  const view = new EditorView({ root, parent: root, state: EditorState.create({ extensions }) });
  return {
    text: () => view.state.doc.toString(),
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark: (marks) => view.dispatch({ effects: setMarks.of(marks) }),
    diagnose(problems, warnings) {
      const diagnostics = (severity: Diagnostic["severity"]) => (finding: Finding): Diagnostic => {
        const line = view.state.doc.line(Math.min(Math.max(finding.line, 1), view.state.doc.lines));
        const indent = line.text.length - line.text.trimStart().length;
        return { from: line.from + indent, to: line.to, severity, message: sentence(finding) };
      };
      view.contentDOM.setAttribute("aria-invalid", String(problems.length > 0));
      view.dispatch(setDiagnostics(view.state, [
        ...problems.map(diagnostics("error")),
        ...warnings.filter(({ line }) => line > 0).map(diagnostics("warning")),
      ]));
    },
    goTo(number) {
      const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
      view.dispatch({ selection: { anchor: line.from, head: line.to }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
      view.focus();
      host.scrollIntoView({ block: "nearest" });
    },
  };
}
