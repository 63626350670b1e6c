// Everything that comes from outside is put into the page as text: nothing here takes HTML.

export type Child = Node | string;

/** Finds an element of the page, and checks that it is of the expected kind. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`The page has no ${kind.name} with the id ${id}`);
  }

  return found;
}

/** Makes an element from texts and other elements. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Makes a button that submits nothing. */
export function button(text: string, className: string, click: () => void): HTMLButtonElement {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", click);
  return made;
}

/** Makes a block of code. It can be scrolled, so the keyboard must reach it. */
export function code(text: string, label: string): HTMLPreElement {
  const block = element("pre", "", text);
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", label);
  return block;
}

/** Makes a fold: its summary is always visible. */
export function fold(className: string, summary: Child[], ...children: Child[]): HTMLDetailsElement {
  return element("details", className, element("summary", "", ...summary), ...children);
}

/** Says a number with its noun: "1 rule", "2 rules". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
