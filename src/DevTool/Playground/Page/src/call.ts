// The form for the call: samples, event, route and token.
import { type DecisionRequest, sampleToken, signIn, type Sample, type Start, type User } from "./api.ts";
import { button, byId, element } from "./dom.ts";
import { findToken, withoutTokens } from "./tokens.ts";
import type { ShapeChoice, TokenSource, Work } from "./work.ts";

const SHAPES: [ShapeChoice, string][] = [
  ["RestRequest", "REST"], ["RestToken", "REST token"], ["HttpApi2", "HTTP 2.0"], ["HttpApi1", "HTTP 1.0"], ["WebSocketConnect", "WebSocket"], ["Custom", "Custom"],
];

const form = byId("call", HTMLFormElement);
const samples = byId("samples", HTMLElement);
const about = byId("about", HTMLElement);
const shapes = byId("shapes", HTMLElement);
const route = byId("route", HTMLElement);
const method = byId("method", HTMLSelectElement);
const path = byId("path", HTMLInputElement);
const ownEvent = byId("own-event", HTMLElement);
const event = byId("event", HTMLTextAreaElement);
const user = byId("user", HTMLSelectElement);
const token = byId("token", HTMLTextAreaElement);
const trust = byId("trust-token", HTMLInputElement);

/** The part of the user's work that this form contains. */
export type CallWork = Omit<Work, "rules">;

/** The functions of the form for the rest of the page. */
export interface CallForm {
  /** The call, without its token. */
  work(): CallWork;
  /** Shows a call, and gets a token from the same source as the call's original token. */
  show(work: CallWork): Promise<void>;
  /** The request for a decision, without the rules. */
  request(): Omit<DecisionRequest, "permissions">;
  /** The unchanged content of the token field. */
  token(): string;
  /** Sets whether the token is assumed to be genuine. */
  assume(genuine: boolean): void;
  /** Removes the token from the page. */
  wipe(): void;
}

/** The functions of the page that the form calls. */
export interface CallPage {
  /** Called when the call has changed. */
  changed(): void;
  /** Called when the call will change, but its token has not arrived yet. */
  pending(): void;
  /** The event of the last decision. */
  lastEvent(): string | undefined;
  failed(error: Error): void;
}

/** Creates the form. */
export function callForm(start: Start, page: CallPage): CallForm {
  const { changed, pending, lastEvent, failed } = page;
  let source: TokenSource = null;
  const shape = () => (form.elements.namedItem("shape") as RadioNodeList).value as ShapeChoice;

  const draw = () => {
    route.hidden = shape() === "WebSocketConnect" || shape() === "Custom";
    ownEvent.hidden = shape() !== "Custom";
    const id = source && "sample" in source ? source.sample : "";
    for (const chip of samples.querySelectorAll("button")) {
      chip.setAttribute("aria-pressed", String(chip.value === id));
    }

    about.textContent = start.samples.find((sample) => sample.id === id)?.about ?? "";
    user.value = source && "user" in source ? source.user : "";
  };

  const choose = (chosen: ShapeChoice) => {
    if (chosen === "Custom" && event.value === "") {
      event.value = lastEvent() ?? "";
    }

    (form.elements.namedItem("shape") as RadioNodeList).value = chosen;
  };

  // If the user has clicked again in the meantime, the token of an earlier click is ignored.
  const fetchToken = async (wanted: TokenSource) => {
    source = wanted;
    trust.checked = false;
    pending();
    draw();
    const got = !wanted ? "" : "sample" in wanted ? await sampleToken(wanted.sample) : await signIn(wanted.user);
    if (source === wanted) {
      token.value = got;
    }
  };

  const getToken = (wanted: TokenSource) => fetchToken(wanted).then(changed, failed);

  const takeSample = ({ id, route: wanted }: Sample) => {
    const [verb = "", target = ""] = wanted.split(" ");
    method.value = verb;
    path.value = target;
    if (shape() === "WebSocketConnect" || shape() === "Custom") {
      choose("RestRequest");
    }

    void getToken({ sample: id });
  };

  samples.replaceChildren(...start.samples.map((sample) => {
    const chip = button(sample.title, "chip", () => takeSample(sample));
    chip.value = sample.id;
    return chip;
  }));
  shapes.replaceChildren(...SHAPES.map(([value, title]) => {
    const radio = element("input");
    radio.type = "radio";
    radio.name = "shape";
    radio.value = value;
    return element("label", "segment", radio, element("span", "", title));
  }));
  user.append(...start.users.map(({ name, groups }: User) => {
    const option = element("option", "", `${name} (${groups.join(", ")})`);
    option.value = name;
    return option;
  }));

  user.addEventListener("change", () => {
    if (user.value !== "") {
      void getToken({ user: user.value });
    }
  });
  shapes.addEventListener("change", () => {
    choose(shape());
    draw();
    changed();
  });
  event.addEventListener("input", () => {
    const pasted = findToken(event.value);
    if (pasted) {
      token.value = pasted;
      event.value = withoutTokens(event.value);
      source = null;
      draw();
    }

    changed();
  });
  token.addEventListener("input", () => {
    source = null;
    draw();
    changed();
  });
  for (const field of [method, path, trust]) {
    field.addEventListener("input", changed);
  }

  form.addEventListener("submit", (submitted) => submitted.preventDefault());

  return {
    work: () => ({ shape: shape(), method: method.value, path: path.value, event: event.value, source }),
    async show(work) {
      method.value = work.method;
      path.value = work.path;
      event.value = work.event;
      choose(work.shape);
      await fetchToken(work.source);
    },
    request: () => ({
      token: token.value.trim() === "" ? null : token.value,
      shape: shape() === "Custom" ? "RestRequest" : shape() as Exclude<ShapeChoice, "Custom">,
      route: shape() === "Custom" ? null : shape() === "WebSocketConnect" ? "$connect" : `${method.value} ${path.value}`,
      event: shape() === "Custom" ? event.value : null,
      trustToken: trust.checked,
    }),
    token: () => token.value,
    assume(genuine) {
      trust.checked = genuine;
      changed();
    },
    wipe() {
      token.value = "";
    },
  };
}

/** The call that the page shows first. */
export function firstCall({ samples: [first] }: Start): CallWork {
  const [verb = "GET", target = "/"] = first?.route.split(" ") ?? [];
  return { shape: "RestRequest", method: verb, path: target, event: "", source: first ? { sample: first.id } : null };
}
