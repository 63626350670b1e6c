// The verdict and its reason, which stay visible while anything is edited.
import type { DecisionAnswer, Explanation, Finding } from "./api.ts";
import { button, byId, type Child, element } from "./dom.ts";
import { sentence } from "./editor.ts";

const OUTCOMES = { allow: "Allowed", deny: "Denied", unauthorized: "Unauthorized", error: "Error" };

// Refusals that assuming a genuine token takes away.
const OF_OTHER_POOL = new Set(["issuer_not_allowed", "client_not_allowed", "keys_unavailable"]);

// The last verdict stays visible next to the problems of rules that are being typed.
let last = "";

const bar = byId("verdict", HTMLElement);
const headline = byId("headline", HTMLElement);
const actions = byId("verdict-actions", HTMLElement);

/** What the buttons of the verdict do. */
export interface VerdictActions {
  goTo(line: number): void;
  assume(genuine: boolean): void;
}

function show(kind: string, said: Child[], buttons: HTMLElement[]): void {
  bar.className = `verdict ${kind}`;
  bar.removeAttribute("aria-busy");
  const next = element("div", "", ...said);
  // A screen reader says a status again whenever it is replaced.
  if (headline.textContent !== next.textContent || headline.childElementCount !== next.childElementCount) {
    headline.replaceChildren(...next.childNodes);
  }

  actions.replaceChildren(...buttons);
}

/** Says that a newer verdict is on its way. */
export function busy(): void {
  bar.setAttribute("aria-busy", "true");
}

/** Says why there is no verdict. */
export function fail(message: string): void {
  show("error", [element("strong", "badge", "No verdict"), " ", element("span", "why", message)], []);
}

function lineButton(what: string, line: number | undefined, { goTo }: VerdictActions): HTMLElement[] {
  return line ? [button(`${what}, line ${line}`, "", () => goTo(line))] : [];
}

function decided(explanation: Explanation, act: VerdictActions): void {
  const { decision, status, assumed, reason, request, why } = explanation;
  const said: Child[] = [element("strong", "badge", `${status} ${OUTCOMES[decision]}`), " "];
  if (assumed) {
    const badge = element("span", "badge assumed", "Assumed");
    badge.title = "The signature was not checked.";
    said.push(badge, " ");
  }

  said.push(element("code", "request", request), " ");
  if (decision !== "allow") {
    said.push(element("code", "reason", reason), " ");
  }

  said.push(element("span", "why", why));

  const buttons = [
    ...lineButton("Deciding rule", explanation.ruleLine, act),
    ...lineButton("Nearest miss", explanation.nearestRuleLine, act),
  ];
  if (assumed) {
    buttons.push(button("Stop assuming", "", () => act.assume(false)));
  } else if (OF_OTHER_POOL.has(reason)) {
    buttons.push(button("Assume it is genuine", "main", () => act.assume(true)));
  }

  last = `${status} ${OUTCOMES[decision]}${assumed ? " (assumed)" : ""}, ${request}`;
  show(decision, said, buttons);
}

/** Says why the rules cannot be used. */
function unusable(problem: Finding, act: VerdictActions): void {
  const said: Child[] = [element("strong", "badge", "Rules not usable"), " "];
  if (last !== "") {
    said.push(element("span", "last", `Before: ${last}`), " ");
  }

  said.push(element("span", "why", sentence(problem)));
  show("unusable", said, lineButton("Problem", problem.line, act));
}

/** Shows the answer of the server. */
export function showVerdict(answer: DecisionAnswer, act: VerdictActions): void {
  const [problem] = answer.problems;
  if (answer.explanation) {
    decided(answer.explanation, act);
  } else if (problem) {
    unusable(problem, act);
  } else {
    fail(answer.error ?? "");
  }
}
