// Shows the steps of a decision and the result of each rule.
import type { Explanation, Rule, Step, StepResult } from "./api.ts";
import { button, type Child, count, element, fold } from "./dom.ts";

const MARKS: Record<StepResult, [sign: string, word: string]> = {
  Passed: ["✓", "passed"], Refused: ["✕", "refused"], Shown: ["?", "not checked"],
};

function mark(result: StepResult, word = MARKS[result][1]): HTMLElement {
  return element("span", `mark ${result}`, `${MARKS[result][0]} ${word}`);
}

function stepItem(step: Step): HTMLElement {
  return element("li", "", mark(step.result), " ", element("strong", "", step.stage), ` ${step.text}`);
}

/** Creates the list of steps. All passed steps are on one line, which the user can open. */
function steps(list: Step[]): HTMLElement[] {
  const passed = list.filter(({ result }) => result === "Passed");
  const others = list.filter(({ result }) => result !== "Passed");
  const stages = [...new Set(passed.map(({ stage }) => stage))].join(", ");
  const shown: HTMLElement[] = [];
  if (passed.length > 0) {
    shown.push(fold("passed", [mark("Passed", `${count(passed.length, "check")} passed`), `: ${stages}`], element("ol", "steps", ...passed.map(stepItem))));
  }

  if (others.length > 0) {
    shown.push(element("ol", "steps", ...others.map(stepItem)));
  }

  return shown;
}

function reasons(rule: Rule): HTMLElement {
  // If a route matches, the other routes do not affect the decision and are not shown.
  const matching = rule.routes.filter(({ matches }) => matches);
  const routes = matching.length > 0 ? matching : rule.routes;
  const line = (holds: boolean, text: string) => element("li", "", mark(holds ? "Passed" : "Refused", holds ? "yes" : "no"), " ", text);
  return element(
    "ul", "",
    ...routes.map(({ matches, route, reason }) => line(matches, `${route}: ${reason}`)),
    ...rule.conditions.map(({ holds, name, reason }) => line(holds, `${name} ${reason}`)));
}

function ruleItem(rule: Rule, isNearest: boolean, goTo: (line: number) => void): HTMLElement {
  const end = rule.decides ? "decides" : isNearest ? "nearest rule" : rule.matches ? "matches" : "does not match";
  const kind = rule.decides ? `decides ${rule.effect}` : isNearest ? "nearest" : "";
  return element(
    "li", `rule ${kind}`,
    button(`line ${rule.line}`, "line", () => goTo(rule.line)), " ", element("strong", "", `${rule.effect} “${rule.id}”`), ` ${end}`,
    reasons(rule));
}

function rules(explanation: Explanation, goTo: (line: number) => void): HTMLElement[] {
  const isNearest = ({ id }: Rule) => id === explanation.nearestRuleId;
  const items = (list: Rule[]) => element("ol", "rules", ...list.map((rule) => ruleItem(rule, isNearest(rule), goTo)));
  const telling = explanation.rules.filter((rule) => rule.decides || isNearest(rule));
  const others = explanation.rules.filter((rule) => !telling.includes(rule));
  const shown: HTMLElement[] = telling.length > 0 ? [items(telling)] : [];
  if (others.length > 0) {
    const matching = others.filter(({ matches }) => matches).length;
    const summary: Child = `${count(others.length, telling.length > 0 ? "other rule" : "rule")}, ${matching === 0 ? "none matches" : `${matching} matching`}`;
    shown.push(fold("others", [summary], items(others)));
  }

  return shown;
}

/** Creates the sections that explain the decision. */
export function whyView(explanation: Explanation, goTo: (line: number) => void): HTMLElement[] {
  const notes = explanation.assumptions.map((text) => element("p", "notice", `Not configured. ${text}`));
  return [
    element("h3", "", "Checks"), ...steps(explanation.steps),
    ...explanation.rules.length > 0 ? [element("h3", "", "Rules"), ...rules(explanation, goTo)] : [],
    ...notes,
  ];
}
