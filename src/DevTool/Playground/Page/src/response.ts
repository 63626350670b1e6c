// Shows the authorizer's event, response and log line.
import type { Explanation } from "./api.ts";
import { code, element } from "./dom.ts";

function readable(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function context(explanation: Explanation): HTMLElement[] {
  let entries: [string, unknown][] = [];
  try {
    entries = Object.entries(JSON.parse(explanation.answer.body).context ?? {});
  } catch {
    // The body of an error has no context.
  }

  const rows = entries.map(([name, value]) => {
    const head = element("th", "", name);
    head.scope = "row";
    return element("tr", "", head, element("td", "", typeof value === "string" ? value : JSON.stringify(value)));
  });
  const hint = explanation.decision === "allow" ? "The backend receives this context."
    : rows.length > 0 ? "The backend is not called. Gateway responses and access logs can use this context."
    : "An error has no context. The backend is not called.";
  return [element("p", "hint", hint), ...rows.length > 0 ? [element("table", "pairs", element("tbody", "", ...rows))] : []];
}

/** Creates the sections for the response, the context, the log line and the event. */
export function responseView(explanation: Explanation, event: string | undefined): HTMLElement[] {
  const { errorType, body } = explanation.answer;
  const answer = errorType ? `Error reported to Lambda: ${errorType}` : "Response to API Gateway";
  return [
    element("h3", "", answer), code(readable(body), answer),
    element("h3", "", "Context"), ...context(explanation),
    element("h3", "", "Log line"), code(explanation.logLine, "Log line"),
    ...event ? [element("h3", "", "Event"), element("p", "hint", "{token} stands for the token."), code(event, "Event")] : [],
  ];
}
