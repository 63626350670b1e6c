// The panel of the rules: the editor, and the buttons that save, copy and download the file.
import { save, type Finding, type SavedPermissions } from "./api.ts";
import { button, byId, element } from "./dom.ts";
import { createEditor, type RulesEditor, sentence } from "./editor.ts";
import type { Hints } from "./completion.ts";
import { copy, download, say } from "./handOver.ts";

const findings = byId("findings", HTMLElement);
const saveButton = byId("save", HTMLButtonElement);
const reset = byId("reset", HTMLButtonElement);
const edited = byId("edited", HTMLElement);
const fromLink = byId("from-link", HTMLElement);

/** The functions of the panel for the rest of the page. */
export interface RulesPanel {
  editor: RulesEditor;
  /** The rules on disk. */
  saved(): string;
  /** The edited rules; null if they are equal to the rules on disk. */
  edits(): string | null;
  /** Shows rules without reporting a change; null shows the rules on disk. */
  show(text: string | null, isFromLink: boolean): void;
  /** Shows the problems and warnings of the rules. */
  diagnose(problems: Finding[], warnings: Finding[]): void;
}

/** Creates the panel. */
export function rulesPanel(file: SavedPermissions, live: boolean, hints: () => Hints, changed: () => void): RulesPanel {
  let saved = file;
  let isShowing = false;
  let hasProblems = false;
  const draw = () => {
    const isEdited = editor.text() !== saved.text;
    reset.disabled = !isEdited;
    saveButton.disabled = !isEdited || hasProblems;
    edited.hidden = !isEdited;
  };
  const editor = createEditor(byId("editor", HTMLElement), hints, () => {
    if (!isShowing) {
      draw();
      changed();
    }
  });

  const show = (text: string | null, isFromLink: boolean) => {
    isShowing = true;
    editor.replace(text ?? saved.text);
    isShowing = false;
    fromLink.hidden = !isFromLink;
    draw();
  };

  const write = async () => {
    try {
      saved = await save(editor.text(), saved.version);
      fromLink.hidden = true;
      say(live ? `Saved ${saved.name}. The running authorizer uses it from the next call on.` : `Saved ${saved.name}. The running authorizer does not use it until you publish the authorizer again.`);
      draw();
      changed();
    } catch (error) {
      say((error as Error).message);
    }
  };

  saveButton.addEventListener("click", () => void write());
  reset.addEventListener("click", () => {
    show(null, false);
    changed();
  });
  byId("copy-rules", HTMLElement).addEventListener("click", () => void copy(editor.text(), "Copied the rules."));
  byId("download", HTMLElement).addEventListener("click", () => download(saved.name, editor.text()));

  const item = (kind: string, title: string) => (finding: Finding) => element(
    "li", kind, element("strong", "", title), " ",
    ...finding.line > 0 ? [button(`line ${finding.line}`, "line", () => editor.goTo(finding.line)), " "] : [],
    sentence(finding));
  return {
    editor,
    saved: () => saved.text,
    edits: () => editor.text() === saved.text ? null : editor.text(),
    show,
    diagnose(problems, warnings) {
      hasProblems = problems.length > 0;
      editor.diagnose(problems, warnings);
      findings.replaceChildren(...problems.map(item("problem", "Problem")), ...warnings.map(item("warning", "Warning")));
      draw();
    },
  };
}
