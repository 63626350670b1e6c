// Marks two rules in the editor: the rule that decided, and the nearest rule, which is the allow rule that is nearest to matching.
import { ensureSyntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, StateEffect, StateField, type Range } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, gutter, GutterMarker, WidgetType } from "@codemirror/view";

/** A mark for the rule that begins on a line. */
export interface Mark { line: number; kind: "decides-allow" | "decides-deny" | "nearest" }

const WORDS = {
  "decides-allow": { sign: "✓", text: "allows this call" },
  "decides-deny": { sign: "✕", text: "denies this call" },
  nearest: { sign: "≈", text: "nearest rule" },
};

class Tag extends WidgetType {
  readonly kind: Mark["kind"];

  constructor(kind: Mark["kind"]) {
    super();
    this.kind = kind;
  }

  override eq(other: Tag): boolean {
    return other.kind === this.kind;
  }

  override toDOM(): HTMLElement {
    const tag = document.createElement("span");
    tag.className = `cm-tag cm-${this.kind}-mark`;
    tag.textContent = WORDS[this.kind].text;
    return tag;
  }
}

class Sign extends GutterMarker {
  readonly kind: Mark["kind"];

  constructor(kind: Mark["kind"]) {
    super();
    this.kind = kind;
    this.elementClass = `cm-${kind}-mark`;
  }

  override toDOM(): Node {
    return document.createTextNode(WORDS[this.kind].sign);
  }
}

/** Replaces the marks. */
export const setMarks = StateEffect.define<Mark[]>();

const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(current, transaction) {
    const effect = transaction.effects.findLast((one) => one.is(setMarks));
    return effect ? decorations(transaction.state, effect.value as Mark[]) : current.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** Finds the last line of the object that begins on a line. */
function lastLine(state: EditorState, line: number): number {
  let last = line;
  ensureSyntaxTree(state, state.doc.length, 100)?.iterate({
    from: state.doc.line(line).from,
    to: state.doc.line(line).to,
    enter: (node) => {
      if (node.name === "Object" && state.doc.lineAt(node.from).number === line) {
        last = Math.max(last, state.doc.lineAt(node.to).number);
      }
    },
  });
  return last;
}

function decorations(state: EditorState, list: Mark[]): DecorationSet {
  const made: Range<Decoration>[] = [];
  for (const { line, kind } of list.filter((mark) => mark.line <= state.doc.lines)) {
    for (let number = line; number <= lastLine(state, line); number++) {
      made.push(Decoration.line({ class: `cm-${kind}`, kind: number === line ? kind : undefined }).range(state.doc.line(number).from));
    }

    made.push(Decoration.widget({ widget: new Tag(kind), side: 1 }).range(state.doc.line(line).to));
  }

  return Decoration.set(made, true);
}

/** Marks rules with a background, a sign in the gutter, and a text at the end. */
export const ruleMarks: Extension = [
  marks,
  gutter({
    class: "cm-marks",
    lineMarker(view, block) {
      let sign: Sign | null = null;
      view.state.field(marks).between(block.from, block.from, (_from, _to, value) => {
        const kind: Mark["kind"] | undefined = value.spec.kind;
        sign = kind ? new Sign(kind) : sign;
      });
      return sign;
    },
    lineMarkerChange: (update) => update.transactions.some((transaction) => transaction.effects.some((effect) => effect.is(setMarks))),
  }),
];
