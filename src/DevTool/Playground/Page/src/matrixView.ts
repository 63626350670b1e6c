// Shows the decisions about each route for each group.
import type { Matrix } from "./api.ts";
import { element } from "./dom.ts";

function heading(text: string, scope: "col" | "row"): HTMLElement {
  const head = element("th", "", text);
  head.scope = scope;
  return head;
}

/** Creates the table. */
export function matrixView({ groups, rows }: Matrix): HTMLElement[] {
  const depends = rows.some(({ cells }) => cells.some((cell) => cell.depends));
  const body = rows.map(({ route, call, cells }) => element(
    "tr", "", heading(route, "row"),
    ...cells.map(({ allowed, depends, rule }) => {
      const cell = element("td", allowed ? "yes" : "no", `${allowed ? "✓ yes" : "– no"}${depends ? "*" : ""}`);
      cell.title = `${call}: ${allowed ? "allowed" : "denied"}${rule ? ` by “${rule}”` : ", no rule matches"}`;
      return cell;
    })));
  const head = element("tr", "", heading("Route", "col"), ...groups.map((group) => heading(group ?? "(no group)", "col")));
  const scroller = element("div", "scroller", element("table", "matrix", element("thead", "", head), element("tbody", "", ...body)));
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "Routes by groups");
  return [
    element("p", "hint", "Each cell is the decision for a caller who is only in this group. The rules in the editor are used."),
    scroller,
    ...depends ? [element("p", "hint", "* The decision also depends on scopes, app client, token use or claims")] : [],
  ];
}
