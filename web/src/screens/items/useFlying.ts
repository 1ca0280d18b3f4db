import { useCallback, useEffect, useRef, useState } from "react";

const FAST = 4; // pixels in a millisecond: twenty rows in a second
const CALM_MS = 100;

/** Whether a list is scrolled too fast for anybody to see its pictures, and what is to be told each place it comes to. */
export function useFlying(): readonly [boolean, (top: number) => void] {
  const [isFlying, setFlying] = useState(false);
  const before = useRef({ top: 0, at: -Infinity });
  const calm = useRef<ReturnType<typeof setTimeout>>(undefined);
  const onScroll = useCallback((top: number) => {
    const at = performance.now();
    const speed = Math.abs(top - before.current.top) / (at - before.current.at);
    before.current = { top, at };
    if (speed < FAST) return;
    setFlying(true);
    clearTimeout(calm.current);
    calm.current = setTimeout(() => setFlying(false), CALM_MS);
  }, []);
  useEffect(() => () => clearTimeout(calm.current), []);
  return [isFlying, onScroll];
}
