import { useEffect, useEffectEvent } from "react";

import { isTyping } from "../../actions/reviewKeys";

/** Hears the keyboard of the whole screen, but not while a dialog is open; Escape leaves a field. */
export function useKeys(heard: (event: KeyboardEvent) => void): void {
  const listen = useEffectEvent((event: KeyboardEvent) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(event.target) && event.target instanceof HTMLElement) event.target.blur();
    else heard(event);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => listen(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
