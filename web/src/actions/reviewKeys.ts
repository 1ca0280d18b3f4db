/** Keyboard → what a reviewer does. Letters belong to a field, a list or a dialog that has the focus. */
export type ReviewAction = "accept" | "reject" | "rejectWhy" | "previous" | "next" | "label" | "undo" | "open" | "outline" | "help";

const KEYS: Record<string, ReviewAction> = {
  enter: "accept",
  a: "accept",
  delete: "reject",
  backspace: "reject",
  r: "reject",
  arrowleft: "previous",
  arrowup: "previous",
  arrowright: "next",
  arrowdown: "next",
  l: "label",
  z: "undo",
  o: "open",
  h: "outline",
  "?": "help",
};

/** A decision is one press: a key that is held down decides nothing more. */
const ONCE = new Set<ReviewAction>(["accept", "reject", "rejectWhy", "undo", "open", "label"]);
const TYPING = "input, select, textarea, dialog, [contenteditable]";
const PRESSED_BY_ENTER = "button, a, summary";

interface Press {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  repeat: boolean;
  target: unknown;
}

export const within = (target: unknown, selector: string): boolean =>
  typeof target === "object" && target !== null && "closest" in target && typeof target.closest === "function" && Boolean(target.closest(selector));

export const isTyping = (target: unknown): boolean => within(target, TYPING);

export function reviewActionOf(press: Press): ReviewAction | null {
  if (press.altKey || isTyping(press.target)) return null;
  const key = press.key.toLowerCase();
  if (press.ctrlKey || press.metaKey) return key === "z" && !press.shiftKey && !press.repeat ? "undo" : null;
  if (key === "enter" && within(press.target, PRESSED_BY_ENTER)) return null;
  const action = press.shiftKey && key === "r" ? "rejectWhy" : press.shiftKey && key !== "?" ? null : (KEYS[key] ?? null);
  return action !== null && press.repeat && ONCE.has(action) ? null : action;
}
