// Shows which callers gain or lose access because of the edits.
import type { Comparison, Decided, Difference } from "./api.ts";
import { element } from "./dom.ts";

function words(decided: Decided | undefined): string {
  return !decided ? "not checked, because the example is too large"
    : decided.rule === undefined ? "denied, because no rule matches"
    : `${decided.allowed ? "allowed" : "denied"} by “${decided.rule}” (line ${decided.line})`;
}

function item({ change, callers, calls, example }: Difference): HTMLElement {
  const call = `${example.method} ${example.path ?? ""}`.trim();
  return element(
    "li", change,
    element("p", "", element("strong", "badge", change === "gained" ? "+ gained" : "− lost"), ` ${callers}`),
    element("ul", "calls", ...calls.map((each) => element("li", "", element("code", "", each)))),
    element(
      "p", "hint", "Example: ", element("code", "", call), ", claims ", element("code", "", JSON.stringify(example.claims)),
      `. Saved: ${words(example.old)}. Edited: ${words(example.new)}.`));
}

/** Creates the title of the tab with the number of changes. */
export function changesTitle({ differences }: Comparison): string {
  return differences.length === 0 ? "Changes" : `Changes (${differences.length})`;
}

/** Creates the list of all differences. */
export function changesView({ same, differences, omitted }: Comparison): HTMLElement[] {
  const gained = differences.filter(({ change }) => change === "gained").length;
  return [
    element("p", "", same ? "The edited rules make the same decisions as the saved rules." : `Compared with the saved file: ${gained} gained, ${differences.length - gained} lost.`),
    ...omitted.map((text) => element("p", "notice", `Incomplete: ${text}`)),
    element("ol", "differences", ...differences.map(item)),
  ];
}
