// The requests of the page to its server. The types must be equal to those in PlaygroundShapes.cs and Explanation.cs.

export type Shape = "RestRequest" | "RestToken" | "HttpApi1" | "HttpApi2" | "WebSocketConnect";
export type Decision = "allow" | "deny" | "unauthorized" | "error";
export type StepResult = "Passed" | "Refused" | "Shown";

export interface SavedPermissions { name: string; text: string; version: string }
export interface User { name: string; groups: string[] }
export interface Sample { id: string; title: string; about: string; route: string }
export interface Start { file: SavedPermissions; live: boolean; users: User[]; samples: Sample[] }
export interface Finding { line: number; rule?: string; text: string; suggestion?: string }
export interface Step { stage: string; result: StepResult; text: string }

export interface Rule {
  id: string;
  line: number;
  effect: "allow" | "deny";
  matches: boolean;
  decides: boolean;
  routes: { route: string; matches: boolean; reason: string }[];
  conditions: { name: string; holds: boolean; reason: string }[];
}

export interface Explanation {
  decision: Decision;
  reason: string;
  status: number;
  assumed: boolean;
  why: string;
  ruleId?: string;
  ruleLine?: number;
  nearestRuleId?: string;
  nearestRuleLine?: number;
  request: string;
  assumptions: string[];
  token?: { header?: string; claims?: string; verified: boolean };
  steps: Step[];
  rules: Rule[];
  answer: { status: number; errorType?: string; body: string };
  logLine: string;
}

export interface DecisionRequest {
  permissions: string;
  token: string | null;
  shape: Shape;
  route: string | null;
  event: string | null;
  trustToken: boolean;
}

export interface DecisionAnswer {
  explanation?: Explanation;
  problems: Finding[];
  warnings: Finding[];
  error?: string;
  event?: string;
  command?: string;
  testCase?: string;
}

export interface Matrix {
  groups: (string | null)[];
  rows: { route: string; call: string; cells: { allowed: boolean; depends: boolean; rule?: string }[] }[];
}

export interface Decided { allowed: boolean; rule?: string; line?: number }

export interface Difference {
  change: "gained" | "lost";
  callers: string;
  calls: string[];
  example: { claims: Record<string, unknown>; method: string; path?: string; old?: Decided; new?: Decided };
}

export interface Comparison { same: boolean; differences: Difference[]; omitted: string[] }

async function ask<T>(address: string, init: RequestInit): Promise<T> {
  const response = await fetch(address, { ...init, cache: "no-store" }).catch(() => {
    throw new Error("The playground does not answer. Start authz serve again, and open the address that it prints.");
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }

  return answer;
}

function post<T>(address: string, body: unknown, signal: AbortSignal | null = null): Promise<T> {
  return ask(address, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal });
}

export const start = () => ask<Start>("start", {});
export const signIn = async (user: string) => (await post<{ token?: string }>("sign-in", { user })).token ?? "";
export const sampleToken = async (id: string) => (await post<{ token?: string }>("sample", { id })).token ?? "";
export const decide = (request: DecisionRequest, signal: AbortSignal) => post<DecisionAnswer>("explain", request, signal);
export const matrix = (permissions: string) => post<{ matrix?: Matrix; error?: string }>("matrix", { permissions });
export const compare = (saved: string, edited: string) => post<{ report?: Comparison; error?: string }>("compare", { saved, edited });
export const save = (permissions: string, version: string) => post<SavedPermissions>("save", { permissions, version });
