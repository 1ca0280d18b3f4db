/** Keyboard → user action; typing in a field is never a shortcut. */
export type Action = "sam" | "select" | "undo" | "redo" | "accept" | "clear" | "delete" | "zoomIn" | "zoomOut" | "fit" | "help" | "preview" | "mask1" | "mask2" | "mask3";

const KEYS: Record<string, Action> = {
  s: "sam",
  v: "select",
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
};

export function actionOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">): Action | null {
  const key = event.key.toLowerCase();
  if (key === "z" && !event.altKey) return event.shiftKey ? "redo" : "undo";
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return KEYS[key] ?? null;
}
