// Tabs as described in the ARIA Authoring Practices: arrow keys select a tab, and the Tab key moves to the panel.
import { byId } from "./dom.ts";

/** Adds the behavior of tabs to a list of buttons. */
export function makeTabs(list: HTMLElement, selected: (id: string) => void): void {
  const tabs = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const select = (tab: HTMLButtonElement) => {
    for (const each of tabs) {
      each.setAttribute("aria-selected", String(each === tab));
      each.tabIndex = each === tab ? 0 : -1;
      byId(each.getAttribute("aria-controls") ?? "", HTMLElement).hidden = each !== tab;
    }

    selected(tab.id);
  };
  const moves: Record<string, (index: number) => number> = {
    ArrowRight: (index) => (index + 1) % tabs.length,
    ArrowLeft: (index) => (index + tabs.length - 1) % tabs.length,
    Home: () => 0,
    End: () => tabs.length - 1,
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener("click", () => select(tab));
    tab.addEventListener("keydown", (event) => {
      const next = tabs[moves[event.key]?.(index) ?? -1];
      if (next) {
        event.preventDefault();
        select(next);
        next.focus();
      }
    });
  }

  const [first] = tabs;
  if (first) {
    select(first);
  }
}
