// The page of the playground. The token is only in its field and in bodies of requests.
import { compare, decide, matrix, start, type DecisionAnswer, type Explanation } from "./api.ts";
import { callForm, firstCall } from "./call.ts";
import { changesTitle, changesView } from "./changesView.ts";
import { CLAIM_NAMES } from "./claims.ts";
import type { Hints } from "./completion.ts";
import { decodedView, type Trust } from "./decoded.ts";
import { byId, element } from "./dom.ts";
import { copy, say } from "./handOver.ts";
import type { Mark } from "./marks.ts";
import { matrixView } from "./matrixView.ts";
import { responseView } from "./response.ts";
import { rulesPanel } from "./rules.ts";
import { makeTabs } from "./tabs.ts";
import { bare, decode } from "./tokens.ts";
import { busy, fail, showVerdict } from "./verdict.ts";
import { whyView } from "./why.ts";
import { fromFragment, keep, kept, toFragment, type Work } from "./work.ts";

// Long enough to skip decisions between two key strokes, and short enough to look immediate.
const PAUSE_MS = 150;

const decoded = byId("decoded", HTMLElement);
const why = byId("panel-why", HTMLElement);
const response = byId("panel-response", HTMLElement);
const matrixPanel = byId("panel-matrix", HTMLElement);
const changes = byId("panel-changes", HTMLElement);
const changesTab = byId("tab-changes", HTMLElement);
const copyCommand = byId("copy-command", HTMLButtonElement);
const copyTest = byId("copy-test", HTMLButtonElement);

async function open(): Promise<void> {
  const begin = await start();
  let answer: DecisionAnswer | null = null;
  let running = new AbortController();
  let timer = 0;
  let tab = "";

  /** Suggestions for rules from the token and the route of the call. */
  const hints = (): Hints => {
    const claims = decode(bare(call.token())).claims ?? {};
    const groups = Array.isArray(claims["cognito:groups"]) ? claims["cognito:groups"].map(String) : [];
    const scopes = typeof claims["scope"] === "string" ? claims["scope"].split(" ") : [];
    const { route } = call.request();
    return {
      anyGroup: groups, allGroups: groups, anyScope: scopes, allScopes: scopes,
      clientIds: [claims["client_id"], claims["aud"]].filter((client) => typeof client === "string"),
      routes: route ? [route] : [],
      claims: [...new Set([...Object.keys(claims), ...CLAIM_NAMES])],
    };
  };

  const edited = () => {
    if (location.hash !== "") {
      history.replaceState(null, "", location.pathname);
    }

    keep({ rules: rules.edits(), ...call.work() });
    changed();
  };
  const pending = () => {
    busy();
    copyCommand.disabled = true;
    copyTest.disabled = true;
  };
  const changed = () => {
    drawToken("pending");
    pending();
    clearTimeout(timer);
    timer = setTimeout(() => void decideNow(), PAUSE_MS);
  };

  const rules = rulesPanel(begin.file, begin.live, hints, edited);
  const call = callForm(begin, { changed: edited, pending, lastEvent: () => answer?.event, failed: (error) => fail(error.message) });
  const goTo = (line: number) => rules.editor.goTo(line);

  const drawToken = (trust: Trust) => decoded.replaceChildren(...decodedView(call.token(), trust));

  const drawMarks = (explanation: Explanation | undefined) => {
    const marks: Mark[] = [];
    if (explanation?.ruleLine) {
      marks.push({ line: explanation.ruleLine, kind: explanation.decision === "allow" ? "decides-allow" : "decides-deny" });
    } else if (explanation?.nearestRuleLine) {
      marks.push({ line: explanation.nearestRuleLine, kind: "nearest" });
    }

    rules.editor.mark(marks);
  };

  const drawMatrix = async () => {
    const { matrix: made, error } = await matrix(rules.editor.text());
    matrixPanel.replaceChildren(...made ? matrixView(made) : [element("p", "notice", error ?? "")]);
  };

  const drawChanges = async () => {
    const text = rules.edits();
    const { report, error } = text === null ? {} : await compare(rules.saved(), text);
    changesTab.textContent = report ? changesTitle(report) : "Changes";
    changes.replaceChildren(...report ? changesView(report) : [element("p", "hint", error ?? "The rules have no edits. Edit the rules to see which callers gain or lose access.")]);
  };

  const drawAboutRules = () => {
    if (tab === "tab-matrix") {
      void drawMatrix();
    }

    void drawChanges();
  };

  const draw = (next: DecisionAnswer) => {
    answer = next;
    const { explanation } = next;
    showVerdict(next, { goTo, assume: call.assume });
    rules.diagnose(next.problems, next.warnings);
    drawMarks(explanation);
    drawToken(!explanation ? "pending" : explanation.token?.verified ? "verified" : "unverified");
    const nothing = "There is no decision.";
    why.replaceChildren(...explanation ? whyView(explanation, goTo) : [nothing]);
    response.replaceChildren(...explanation ? responseView(explanation, next.event) : [nothing]);
    copyCommand.disabled = !next.command;
    copyTest.disabled = !next.testCase;
    copyTest.title = next.testCase ? "" : "A test can only check that the rules allow or deny a call. This token is refused before the rules are evaluated.";
    drawAboutRules();
  };

  const decideNow = async () => {
    clearTimeout(timer);
    running.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      draw(await decide({ permissions: rules.editor.text(), ...call.request() }, signal));
    } catch (error) {
      if (!signal.aborted) {
        fail((error as Error).message);
      }
    }
  };

  const show = async (work: Work | null, isFromLink: boolean) => {
    rules.show(work?.rules ?? null, isFromLink && work?.rules !== null);
    try {
      await call.show(work ?? firstCall(begin));
    } catch {
      // The sample or the user in the link does not exist on this machine. The call is then shown without a token.
    }

    await decideNow();
  };

  const showLink = async (): Promise<boolean> => {
    const work = await fromFragment(location.hash);
    if (work) {
      await show(work, true);
    }

    return work !== null;
  };

  makeTabs(byId("tabs", HTMLElement), (id) => {
    tab = id;
    if (id === "tab-matrix") {
      void drawMatrix();
    }
  });
  copyCommand.addEventListener("click", () => void copy(answer?.command ?? "", "Copied the command. When it runs, it asks for the token, unless you set the variable TOKEN or pipe the token into the command."));
  copyTest.addEventListener("click", () => void copy(answer?.testCase ?? "", "Copied the test case. Paste it into permissions.test.json."));
  byId("share", HTMLElement).addEventListener("click", () => void (async () => {
    const fragment = await toFragment({ rules: rules.editor.text(), ...call.work() });
    await copy(new URL(fragment, location.href).href, "Copied a link to these rules and this call. The link does not contain the token.");
  })().catch((error: Error) => say(error.message)));
  addEventListener("hashchange", () => void showLink());
  // Removes the token, because the browser may keep the page in memory for the Back button.
  addEventListener("pagehide", () => {
    call.wipe();
    decoded.replaceChildren();
    response.replaceChildren();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) {
      location.reload();
    }
  });

  if (!await showLink()) {
    await show(kept(), false);
  }
}

open().catch((error: Error) => fail(error.message));
