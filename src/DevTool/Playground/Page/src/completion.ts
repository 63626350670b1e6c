// Completes the permissions file: members and values by its schema, names by what the rules and the caller already have.
import { type Completion, type CompletionContext, type CompletionResult, snippetCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import type { EditorState } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import type { SyntaxNode } from "@lezer/common";
import { element } from "./dom.ts";
import { type Schema, schemasAt, type Step } from "./schema.ts";

/** Names that the call in the page suggests: by the member of a rule that takes them. */
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

/** The way from the root to a node: the names of members, and null for an item of an array. */
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

function members(state: EditorState, object: SyntaxNode, path: Step[], hints: Hints, from: number, to: number): CompletionResult {
  const present = new Set(object.getChildren("Property").filter((each) => each.to < from || each.from > to).map((each) => nameOf(state, each)));
  const schemas = schemasAt(path);
  const named = schemas.flatMap((one) => Object.entries(one.properties ?? {}));
  const open = schemas.some((one) => typeof one.additionalProperties === "object") ? hints["claims"] ?? [] : [];
  const hasColon = /^\s*:/.test(state.sliceDoc(to, to + 20));
  const option = (name: string, one: Schema): Completion => {
    const quoted = JSON.stringify(name);
    const details = { label: quoted, displayLabel: name, type: "property", ...(one.description ? { info: one.description } : {}) };
    return hasColon ? details : snippetCompletion(`${quoted}: ${template(one)}`, details);
  };
  const options = [...named.map(([name, one]) => option(name, schemasAt([...path, name])[0] ?? one)), ...open.map((name) => option(name, { type: "string" }))];
  return { from, to, options: options.filter((each) => !present.has(each.displayLabel ?? "")), validFor: /^"?[\w:$-]*"?$/ };
}

/** All texts under a name, anywhere in the file: groups that other rules name, for example. */
function used(state: EditorState, member: string): string[] {
  const found: string[] = [];
  syntaxTree(state).iterate({
    enter: ({ node }) => {
      if (node.name === "String" && pathTo(state, node).at(-2) === member) {
        try {
          found.push(JSON.parse(text(state, node)));
        } catch {
          // A text that is being typed.
        }
      }
    },
  });
  return found;
}

function values(state: EditorState, path: Step[], hints: Hints, from: number, to: number): CompletionResult {
  const member = path.findLast((step) => step !== null) ?? "";
  const current = state.sliceDoc(from, to);
  const fixed = schemasAt(path).flatMap((one) => [...one.enum ?? [], ...one.const === undefined ? [] : [one.const]]);
  const known = path.includes("claims") ? [] : [...hints[member] ?? [], ...used(state, member)];
  const examples = schemasAt(path).flatMap((one) => one.examples ?? []);
  const all = [...new Set([...fixed, ...known, ...examples].map((value) => JSON.stringify(value)))].filter((label) => label !== current);
  const info = schemasAt(path)[0]?.description;
  return {
    from,
    to,
    options: all.map((label) => ({ label, displayLabel: label.replaceAll("\"", ""), type: "constant", ...(info ? { info } : {}) })),
    validFor: /^"?[^"]*"?$/,
  };
}

/** Completes at the cursor. */
export function complete(hints: () => Hints): (context: CompletionContext) => CompletionResult | null {
  return ({ state, pos, explicit }) => {
    const node = syntaxTree(state).resolveInner(pos, -1);
    const parent = node.parent;
    if (node.name === "PropertyName" && parent?.parent) {
      return members(state, parent.parent, pathTo(state, parent.parent), hints(), node.from, node.to);
    }

    if (VALUES.has(node.name)) {
      return values(state, pathTo(state, node), hints(), node.from, node.to);
    }

    if (!explicit) {
      return null;
    }

    if (node.name === "Property") {
      return values(state, [...pathTo(state, node), nameOf(state, node)], hints(), pos, pos);
    }

    const container = node.name === "{" || node.name === "[" || node.name === "," || node.name === "⚠" ? parent : node;
    return container?.name === "Object" ? members(state, container, pathTo(state, container), hints(), pos, pos)
      : container?.name === "Array" ? values(state, [...pathTo(state, container), null], hints(), pos, pos)
      : null;
  };
}

/** Explains the member under the pointer. */
export const memberHints = hoverTooltip((view, pos) => {
  const node = syntaxTree(view.state).resolveInner(pos, 0);
  if (node.name !== "PropertyName" || !node.parent?.parent) {
    return null;
  }

  const path = [...pathTo(view.state, node.parent.parent), nameOf(view.state, node.parent)];
  const description = schemasAt(path)[0]?.description;
  return description ? { pos: node.from, end: node.to, above: true, create: () => ({ dom: element("div", "cm-hint", description) }) } : null;
});
