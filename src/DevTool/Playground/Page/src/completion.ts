// Completes the permissions file. The schema suggests members and values. The rules in the file and the caller suggest names.
import { type Completion, type CompletionContext, type CompletionResult, snippet } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { element } from "./dom.ts";
import { type Schema, schemasAt, type Step } from "./schema.ts";

/** Names that the call in the page suggests, by the member of a rule that can contain them. */
export type Hints = Readonly<Record<string, readonly string[]>>;

const VALUES = new Set(["String", "Number", "True", "False", "Null"]);

function text(state: EditorState, node: SyntaxNode): string {
  return state.sliceDoc(node.from, node.to);
}

function nameOf(state: EditorState, property: SyntaxNode): string {
  const name = property.getChild("PropertyName");
  try {
    return name ? JSON.parse(text(state, name)) : "";
  } catch {
    return "";
  }
}

/** The path from the root to a node: the name of each member, and null for each array item. */
function pathTo(state: EditorState, node: SyntaxNode): Step[] {
  const path: Step[] = [];
  for (let at: SyntaxNode | null = node; at?.parent; at = at.parent) {
    if (at.parent.name === "Property") {
      path.unshift(nameOf(state, at.parent));
      at = at.parent;
    } else if (at.parent.name === "Array") {
      path.unshift(null);
    }
  }

  return path;
}

function template(one: Schema): string {
  return one.type === "array" ? "[\"${}\"]" : one.type === "object" ? "{ ${} }" : one.type === "string" || one.enum ? "\"${}\"" : "${}";
}

/** Replaces the text that the user is typing, including its quotes, with a snippet. */
function replacing(made: (hasColon: boolean) => string): Completion["apply"] {
  return (view, completion, from, to) => {
    const rest = /^[^"\n]*"/.exec(view.state.sliceDoc(to, view.state.doc.lineAt(to).to))?.[0] ?? "";
    const isQuoted = view.state.sliceDoc(from - 1, from) === "\"";
    const end = isQuoted ? to + rest.length : to;
    const hasColon = /^\s*:/.test(view.state.sliceDoc(end, end + 20));
    snippet(made(hasColon))(view, completion, isQuoted ? from - 1 : from, end);
  };
}

function described(label: string, type: string, place: number, one: Schema | undefined, apply: Completion["apply"]): Completion {
  return { label, type, boost: -place, ...(apply ? { apply } : {}), ...(one?.description ? { info: one.description } : {}) };
}

// Escapes braces, because they have a meaning in a snippet.
const literal = (text: string) => text.replaceAll(/[{}]/g, "\\$&");

function members(state: EditorState, object: SyntaxNode, path: Step[], hints: Hints, from: number): CompletionResult {
  const present = new Set(object.getChildren("Property").filter((each) => each.to < from || each.from > from).map((each) => nameOf(state, each)));
  const schemas = schemasAt(path);
  const named = schemas.flatMap((one) => Object.keys(one.properties ?? {}));
  const open = schemas.some((one) => typeof one.additionalProperties === "object") ? hints["claims"] ?? [] : [];
  const option = (name: string, place: number): Completion => {
    const one = schemasAt([...path, name])[0];
    const quoted = literal(JSON.stringify(name));
    return described(name, "property", place, one, replacing((hasColon) => hasColon ? quoted : `${quoted}: ${template(one ?? {})}`));
  };
  return { from, options: [...named, ...open].filter((name) => !present.has(name)).map(option), validFor: /^[\w:$-]*$/ };
}

/** All values of members with this name in the whole file, for example the groups that other rules name. */
function used(state: EditorState, member: string): string[] {
  const found: string[] = [];
  syntaxTree(state).iterate({
    enter: ({ node }) => {
      if (node.name === "String" && pathTo(state, node).at(-2) === member) {
        try {
          found.push(JSON.parse(text(state, node)));
        } catch {
          // The user is still typing this text, so it is not valid JSON yet.
        }
      }
    },
  });
  return found;
}

function values(state: EditorState, path: Step[], hints: Hints, from: number): CompletionResult {
  const member = path.findLast((step) => step !== null) ?? "";
  const schemas = schemasAt(path);
  const fixed = schemas.flatMap((one) => [...one.enum ?? [], ...one.const === undefined ? [] : [one.const]]);
  const known = path.includes("claims") ? [] : [...hints[member] ?? [], ...used(state, member)];
  const examples = schemas.flatMap((one) => one.examples ?? []);
  const all = [...new Set([...fixed, ...known, ...examples])].filter((value) => value !== "");
  return {
    from,
    options: all.map((value, place) => described(String(value), "constant", place, schemas[0], replacing(() => literal(JSON.stringify(value))))),
    validFor: /^[^"]*$/,
  };
}

/** Creates the suggestions for the position of the cursor. */
export function complete(hints: () => Hints): (context: CompletionContext) => CompletionResult | null {
  return ({ state, pos, explicit }) => {
    const node = syntaxTree(state).resolveInner(pos, -1);
    const parent = node.parent;
    const start = state.sliceDoc(node.from, node.from + 1) === "\"" ? node.from + 1 : node.from;
    if (node.name === "PropertyName" && parent?.parent && pos > node.from) {
      return members(state, parent.parent, pathTo(state, parent.parent), hints(), start);
    }

    if (VALUES.has(node.name) && pos > node.from && (explicit || pos < node.to)) {
      return values(state, pathTo(state, node), hints(), start);
    }

    if (!explicit) {
      return null;
    }

    if (node.name === "Property" || (node.name === ":" && parent)) {
      const property = node.name === "Property" ? node : parent as SyntaxNode;
      return values(state, [...pathTo(state, property), nameOf(state, property)], hints(), pos);
    }

    const container = node.name === "Object" || node.name === "Array" ? node : parent;
    return container?.name === "Object" ? members(state, container, pathTo(state, container), hints(), pos)
      : container?.name === "Array" ? values(state, [...pathTo(state, container), null], hints(), pos)
      : null;
  };
}

/** Shows the description of the member under the pointer. */
export const memberHints = hoverTooltip((view, pos) => {
  const node = syntaxTree(view.state).resolveInner(pos, 0);
  if (node.name !== "PropertyName" || !node.parent?.parent) {
    return null;
  }

  const path = [...pathTo(view.state, node.parent.parent), nameOf(view.state, node.parent)];
  const description = schemasAt(path)[0]?.description;
  return description ? { pos: node.from, end: node.to, above: true, create: () => ({ dom: element("div", "cm-hint", description) }) } : null;
});
