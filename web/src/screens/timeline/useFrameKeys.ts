import { useEffect, useEffectEvent } from "react";

import { type FrameAction, frameActionOf } from "../../actions/frameKeys";
import { isTaken } from "../../actions/keyboard";

/**
 * Hears the keys of a timeline. Space plays when it comes up again and nothing was pressed meanwhile: held down it is
 * the hand that moves the photo.
 */
export function useFrameKeys(taken: readonly (string | null)[], act: (action: FrameAction) => void): void {
  const down = useEffectEvent((event: KeyboardEvent, held: { space: boolean }) => {
    if (isTaken(event)) return;
    const action = frameActionOf(event, taken);
    if (action === null) return;
    event.preventDefault();
    if (action === "play") held.space ||= !event.repeat;
    else act(action);
  });
  const play = useEffectEvent(() => act("play"));
  useEffect(() => {
    const held = { space: false };
    const press = (event: KeyboardEvent) => down(event, held);
    const release = (event: KeyboardEvent) => {
      if (event.key !== " " || !held.space) return;
      held.space = false;
      play();
    };
    const forget = () => {
      held.space = false;
    };
    window.addEventListener("keydown", press);
    window.addEventListener("keyup", release);
    window.addEventListener("pointerdown", forget);
    window.addEventListener("blur", forget);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("keyup", release);
      window.removeEventListener("pointerdown", forget);
      window.removeEventListener("blur", forget);
    };
  }, []);
}
