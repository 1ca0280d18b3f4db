import { isTyping } from "../../actions/reviewKeys";
import { useKeyDown } from "../../ui/useKeyDown";

/** Hears the keyboard of the whole screen, but not while a dialog is open; Escape leaves a field. */
export function useKeys(heard: (event: KeyboardEvent) => void): void {
  useKeyDown((event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && isTyping(event.target) && event.target instanceof HTMLElement) event.target.blur();
    else heard(event);
  });
}
