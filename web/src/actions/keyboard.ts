/** Keyboard → user action; typing in a field is never a shortcut. */
export type Action =
  | "sam"
  | "select"
  | "box"
  | "polygon"
  | "brush"
  | "eraser"
  | "thinner"
  | "thicker"
  | "refine"
  | "undo"
  | "redo"
  | "accept"
  | "acceptSuggested"
  | "clear"
  | "delete"
  | "zoomIn"
  | "zoomOut"
  | "fit"
  | "help"
  | "preview"
  | "mask1"
  | "mask2"
  | "mask3"
  | "nextPrediction"
  | "previousPrediction"
  | "nextItem"
  | "previousItem";

/** What a screen can do; keys of what it cannot do nothing. */
export type Actions = Partial<Record<Action, () => void>>;

const KEYS: Record<string, Action> = {
  s: "sam",
  v: "select",
  b: "box",
  p: "polygon",
  f: "brush",
  e: "eraser",
  ",": "thinner",
  ".": "thicker",
  r: "refine",
  enter: "accept",
  escape: "clear",
  delete: "delete",
  backspace: "delete",
  "+": "zoomIn",
  "=": "zoomIn",
  "-": "zoomOut",
  "0": "fit",
  "?": "help",
  h: "preview",
  "1": "mask1",
  "2": "mask2",
  "3": "mask3",
  arrowright: "nextPrediction",
  arrowdown: "nextPrediction",
  arrowleft: "previousPrediction",
  arrowup: "previousPrediction",
  "]": "nextItem",
  "[": "previousItem",
};

export function actionOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): Action | null {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.altKey) return event.shiftKey ? "redo" : "undo";
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (key === "enter" && event.shiftKey) return "acceptSuggested";
  return KEYS[key] ?? null;
}

const TYPED = new Set(["text", "search", "number", "password", "email", "url"]);

/** A field, a list or a dialog has the keyboard to itself; a button has Enter and Space. */
export function isTaken(event: Pick<KeyboardEvent, "key" | "target">): boolean {
  const at = event.target;
  if (!(at instanceof HTMLElement)) return false;
  if (at.closest("dialog")) return true;
  if (at instanceof HTMLInputElement) return TYPED.has(at.type) || at.type === "range";
  if (at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement) return true;
  return (at instanceof HTMLButtonElement || at instanceof HTMLAnchorElement) && (event.key === "Enter" || event.key === " ");
}
