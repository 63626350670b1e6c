// The verdict and its reason, which stay visible while the user edits the call or the rules.
import type { DecisionAnswer, Explanation, Finding } from "./api.ts";
import { button, byId, type Child, element } from "./dom.ts";
import { sentence } from "./editor.ts";

const OUTCOMES = { allow: "Allowed", deny: "Denied", unauthorized: "Unauthorized", error: "Error" };

// The refusals that do not occur if the token is assumed to be genuine.
const OF_OTHER_POOL = new Set(["issuer_not_allowed", "client_not_allowed", "keys_unavailable"]);

// While the user types, the rules may be invalid. The last verdict then stays visible next to their problem.
let last = "";

const bar = byId("verdict", HTMLElement);
const headline = byId("headline", HTMLElement);
const actions = byId("verdict-actions", HTMLElement);

/** The actions of the buttons of the verdict. */
export interface VerdictActions {
  goTo(line: number): void;
  assume(genuine: boolean): void;
}

function show(kind: string, said: Child[], buttons: HTMLElement[]): void {
  bar.className = `verdict ${kind}`;
  bar.removeAttribute("aria-busy");
  const next = element("div", "", ...said);
  // The status is replaced only if it has changed, because a screen reader announces each replaced status.
  if (headline.textContent !== next.textContent || headline.childElementCount !== next.childElementCount) {
    headline.replaceChildren(...next.childNodes);
  }

  actions.replaceChildren(...buttons);
}

/** Shows that a newer verdict will follow. */
export function busy(): void {
  bar.setAttribute("aria-busy", "true");
}

/** Shows why there is no verdict. */
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
    ...lineButton("Nearest rule", explanation.nearestRuleLine, act),
  ];
  if (assumed) {
    buttons.push(button("Withdraw this assumption", "", () => act.assume(false)));
  } else if (OF_OTHER_POOL.has(reason)) {
    buttons.push(button("Assume a genuine token", "main", () => act.assume(true)));
  }

  last = `${status} ${OUTCOMES[decision]}${assumed ? " (assumed)" : ""}, ${request}`;
  show(decision, said, buttons);
}

/** Shows why the rules are invalid. */
function unusable(problem: Finding, act: VerdictActions): void {
  const said: Child[] = [element("strong", "badge", "Invalid rules"), " "];
  if (last !== "") {
    said.push(element("span", "last", `Before: ${last}`), " ");
  }

  said.push(element("span", "why", sentence(problem)));
  show("unusable", said, lineButton("Problem", problem.line, act));
}

/** Shows the response of the server. */
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
