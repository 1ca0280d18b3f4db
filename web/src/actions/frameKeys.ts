/** Keyboard → movement through a sequence; a field has the keyboard to itself, as in `keyboard.ts`. */
export type FrameAction = "play" | "back" | "on" | "tenBack" | "tenOn" | "first" | "last" | "unsureNext" | "unsureBefore";

const KEYS: Record<string, readonly [FrameAction, FrameAction]> = {
  // without Shift, with it
  " ": ["play", "play"],
  arrowleft: ["back", "tenBack"],
  arrowright: ["on", "tenOn"],
  home: ["first", "first"],
  end: ["last", "last"],
  n: ["unsureNext", "unsureBefore"],
};

/** `taken`: keys of labels, which go before. */
export function frameActionOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey" | "altKey">, taken: readonly (string | null)[]): FrameAction | null {
  if (event.ctrlKey || event.metaKey || event.altKey || taken.includes(event.key)) return null;
  return KEYS[event.key.toLowerCase()]?.[event.shiftKey ? 1 : 0] ?? null;
}
