import { useEffect, useEffectEvent } from "react";

/** Hears the keyboard of the whole window; listens once, however often what hears is made anew. */
export function useKeyDown(heard: (event: KeyboardEvent) => void): void {
  const listen = useEffectEvent(heard);
  useEffect(() => {
    const listener = (event: KeyboardEvent) => listen(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}
