// The page of the playground. All that comes from outside is put in as text; the token stays in its field, and is sent in bodies only.
"use strict";

const byId = (id) => document.getElementById(id);
const [user, token, trustToken, shape, method, path, ownEvent, permissions, lines, findings, verdict, details, reset] = [
  "user", "token", "trust-token", "shape", "method", "path", "event", "permissions", "lines", "findings", "verdict", "details", "reset",
].map(byId);

let savedPermissions = "";
let running = null; // The decision under way; a newer one ends it.
let timer = 0;
let hasDecided = false;

/** Makes an element of texts and other elements. */
function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) {
    made.className = className;
  }

  made.append(...children);
  return made;
}

async function send(address, body, signal) {
  const response = await fetch(address, {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    signal,
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }

  return answer;
}

// ---- The rules and their lines

/** The last line, from 1, of the rule that begins on a line: where the brace that opens it is closed. */
function endOfRule(text, firstLine) {
  let line = 1;
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === "\n") {
      line++;
    } else if (line < firstLine) {
      continue;
    } else if (inString) {
      i += character === "\\" ? 1 : 0;
      inString = character !== '"';
    } else if (character === '"') {
      inString = true;
    } else if (character === "{") {
      depth++;
    } else if (character === "}" && --depth <= 0) {
      return line;
    }
  }

  return firstLine;
}

/** Draws the lines behind the text: their numbers, and what is to be seen about them. */
function drawLines(marks = new Map()) {
  const count = permissions.value.split("\n").length;
  const drawn = [];
  for (let number = 1; number <= count; number++) {
    const line = element("div", marks.get(number) ?? "", String(number));
    line.dataset.line = number;
    drawn.push(line);
  }

  lines.replaceChildren(...drawn);
  lines.scrollTop = permissions.scrollTop;
}

function goToLine(number) {
  const before = permissions.value.split("\n").slice(0, number - 1);
  const start = before.reduce((length, line) => length + line.length + 1, 0);
  const end = permissions.value.indexOf("\n", start);
  permissions.focus();
  permissions.setSelectionRange(start, end < 0 ? permissions.value.length : end);
  permissions.scrollTop = Math.max(0, (number - 3) * (permissions.scrollHeight / Math.max(1, lines.childElementCount)));
  permissions.scrollLeft = 0;
}

function lineButton(number) {
  const button = element("button", "line", `line ${number}`);
  button.type = "button";
  button.addEventListener("click", () => goToLine(number));
  return button;
}

function drawFindings(kind, list) {
  findings.append(...list.map((finding) => {
    const item = element("li", kind, element("strong", "", kind === "problem" ? "Problem" : "Warning"), " ");
    if (finding.line > 0) {
      item.append(lineButton(finding.line), " ");
    }

    item.append(finding.rule ? `rule “${finding.rule}”: ` : "", finding.text, finding.suggestion ? `; did you mean ${finding.suggestion}?` : "");
    return item;
  }));
}

// ---- The decision

const outcomes = { allow: "Allowed", deny: "Denied", unauthorized: "Unauthorized", error: "Error" };
const marks = { Passed: ["✓", "passed"], Refused: ["✗", "refused"], Shown: ["?", "not checked"], NotReached: ["–", "not reached"] };

function mark(result, words = marks[result][1]) {
  return element("span", `mark ${result}`, `${marks[result][0]} ${words}`);
}

function code(text) {
  const block = element("pre", "", text);
  block.tabIndex = 0; // It can be scrolled, so the keyboard must reach it.
  return block;
}

function readable(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function part(title, ...children) {
  return element("section", "part", element("h3", "", title), ...children);
}

function tokenPart(shown) {
  const trust = shown.verified ? "Its signature was verified." : "Not verified: anybody may have written this.";
  return part(
    "Token",
    element("p", shown.verified ? "hint" : "warning", trust),
    code(`${readable(shown.header ?? '"the header cannot be decoded"')}\n${readable(shown.claims ?? '"the claims cannot be decoded"')}`));
}

function ruleItem(rule) {
  const end = rule.decides ? "matches, and decides" : rule.matches ? "matches" : "does not match";
  const why = (holds, text) => element("li", "", mark(holds ? "Passed" : "Refused", holds ? "yes" : "no"), " ", text);
  return element(
    "li",
    rule.decides ? `rule decides ${rule.effect}` : "rule",
    lineButton(rule.line), " ", element("strong", "", `${rule.effect} “${rule.id}”`), `: ${end}`,
    element(
      "ul", "",
      ...rule.routes.map((route) => why(route.matches, `${route.route}: ${route.reason}`)),
      ...rule.conditions.map((condition) => why(condition.holds, `${condition.name} ${condition.reason}`))));
}

function contextPart(explanation) {
  let context = null;
  try {
    context = JSON.parse(explanation.answer.body).context;
  } catch {
    // An error has no context.
  }

  const whose = explanation.decision === "allow"
    ? "What the backend gets as the authorizer’s context."
    : "The backend is not called.";
  if (!context) {
    return part("Context", element("p", "hint", whose));
  }

  const rows = Object.entries(context).map(([name, value]) => {
    const head = element("th", "", name);
    head.scope = "row";
    return element("tr", "", head, element("td", "", typeof value === "string" ? value : JSON.stringify(value)));
  });
  const hint = explanation.decision === "allow" ? whose : `${whose} Gateway responses and access logs can use this.`;
  return part("Context", element("p", "hint", hint), element("table", "", element("tbody", "", ...rows)));
}

function parts(explanation) {
  const shown = explanation.assumptions.map((text) => element("p", "warning", `Not configured. ${text}`));
  if (explanation.disagreement) {
    shown.push(element("p", "warning", `A defect of this tool: its story and the decision differ. Believe the decision. ${explanation.disagreement}`));
  }

  const steps = explanation.steps.map((step) => element("li", "", mark(step.result), " ", element("strong", "", step.stage), ` ${step.text}`));
  shown.push(part("Steps", element("ol", "steps", ...steps)));
  if (explanation.rules.length > 0) {
    shown.push(part("Rules", element("ol", "rules", ...explanation.rules.map(ruleItem))));
  }

  const kind = explanation.answer.errorType ? `Error reported to Lambda: ${explanation.answer.errorType}` : "Answer to the gateway";
  shown.push(part(kind, code(readable(explanation.answer.body))));
  shown.push(contextPart(explanation));
  shown.push(part("Log line", code(explanation.logLine)));
  if (explanation.token) {
    shown.push(tokenPart(explanation.token));
  }

  return shown;
}

function headline(explanation) {
  const reasons = explanation.decision === "allow" ? [] : [explanation.reason];
  if (explanation.ruleId) {
    reasons.push(`rule “${explanation.ruleId}” at line ${explanation.ruleLine}`);
  }

  return `${outcomes[explanation.decision]} (${reasons.join(", ")}), HTTP ${explanation.answer.status}: ${explanation.request}`;
}

function say(kind, text) {
  verdict.className = `verdict ${kind}`;
  if (verdict.textContent !== text) {
    verdict.textContent = text;
  }
}

function show(answer) {
  findings.replaceChildren();
  drawFindings("problem", answer.problems);
  drawFindings("warning", answer.warnings);
  permissions.setAttribute("aria-invalid", String(answer.problems.length > 0));
  const highlighted = new Map(answer.problems.map((problem) => [problem.line, "problem"]));
  if (answer.explanation) {
    const told = answer.explanation;
    for (let line = told.ruleLine ?? 1; told.ruleLine && line <= endOfRule(permissions.value, told.ruleLine); line++) {
      highlighted.set(line, `decides ${told.decision}`);
    }

    const shown = parts(answer.explanation);
    if (told.assumed) {
      shown.unshift(element("p", "warning", "Assumed: the signature was not checked."));
    }

    details.replaceChildren(...shown);
    say(answer.explanation.decision, headline(answer.explanation));
  } else {
    details.replaceChildren();
    const first = answer.problems[0];
    const more = answer.problems.length > 1 ? ` (${answer.problems.length - 1} more)` : "";
    say("error", first ? `The authorizer would not start with these rules: line ${first.line}, ${first.text}${more}.` : answer.error);
  }

  drawLines(highlighted);
}

async function decide() {
  clearTimeout(timer);
  running?.abort();
  const own = shape.value === "own";
  running = new AbortController();
  const { signal } = running;
  hasDecided = true;
  try {
    const answer = await send("explain", {
      permissions: permissions.value,
      token: token.value.trim() === "" ? null : token.value,
      shape: own ? "RestRequest" : shape.value,
      route: own ? null : shape.value === "WebSocketConnect" ? "$connect" : `${method.value} ${path.value}`,
      event: own ? ownEvent.value : null,
      trustToken: trustToken.checked,
    }, signal);
    show(answer);
  } catch (error) {
    if (error.name !== "AbortError") {
      details.replaceChildren();
      say("error", error.message);
    }
  }
}

function changed() {
  drawLines();
  reset.disabled = permissions.value === savedPermissions;
  if (hasDecided) {
    clearTimeout(timer);
    timer = setTimeout(decide, 250);
  }
}

async function signIn() {
  try {
    const answer = await send("sign-in", { user: user.value });
    token.value = answer.token;
    trustToken.checked = false;
    await decide();
  } catch (error) {
    say("error", error.message);
  }
}

async function start() {
  try {
    const begin = await send("permissions");
    byId("permissions-label").textContent = begin.permissionsName;
    savedPermissions = begin.permissions;
    permissions.value = begin.permissions;
    user.replaceChildren(...begin.users.map((each) => {
      const option = element("option", "", `${each.name} (${each.groups.join(", ")})`);
      option.value = each.name;
      return option;
    }));
    drawLines();
  } catch (error) {
    say("error", error.message);
  }
}

byId("call").addEventListener("submit", (event) => {
  event.preventDefault();
  decide();
});
byId("sign-in").addEventListener("click", signIn);
shape.addEventListener("change", () => {
  byId("route").hidden = shape.value === "own" || shape.value === "WebSocketConnect";
  byId("own-event").hidden = shape.value !== "own";
});
reset.addEventListener("click", () => {
  permissions.value = savedPermissions;
  permissions.focus();
  changed();
});
permissions.addEventListener("scroll", () => { lines.scrollTop = permissions.scrollTop; });
for (const field of [token, trustToken, shape, method, path, ownEvent, permissions]) {
  field.addEventListener("input", changed);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    decide();
  }
});
// A page that is kept for the Back button would keep the token with it.
addEventListener("pagehide", () => {
  token.value = "";
  ownEvent.value = "";
  details.replaceChildren();
});
start();
