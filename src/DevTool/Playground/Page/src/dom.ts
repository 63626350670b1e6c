// Creates elements. These functions insert all values as text and accept no HTML, so that values from outside cannot inject code.

export type Child = Node | string;

/** Finds an element of the page, and checks its type. */
export function byId<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) {
    throw new Error(`The page has no ${kind.name} with the id ${id}`);
  }

  return found;
}

/** Creates an element with texts and other elements in it. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", ...children: Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** Creates a button that does not submit its form. */
export function button(text: string, className: string, click: () => void): HTMLButtonElement {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", click);
  return made;
}

/** Creates a block of code. The keyboard can focus it, because it can be scrolled. */
export function code(text: string, label: string): HTMLPreElement {
  const block = element("pre", "", text);
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", label);
  return block;
}

/** Creates an element that the user can open and close. Its summary is always visible. */
export function fold(className: string, summary: Child[], ...children: Child[]): HTMLDetailsElement {
  return element("details", className, element("summary", "", ...summary), ...children);
}

/** Writes a number with its noun: "1 rule", "2 rules". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
