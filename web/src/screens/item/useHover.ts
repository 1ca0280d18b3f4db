import { useCallback, useEffect, useRef, useState } from "react";

import { type Rectangle, hover as ask } from "../../api/segment";
import { Hover, type Preview } from "../../prompting/hover";

/** The outline under the pointer, for one image, while `active`. */
export function useHover(image: string, active: boolean) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [paused, setPaused] = useState(false);
  const hover = useRef<Hover | null>(null);
  useEffect(() => {
    const made = new Hover({ ask: (point, lookingAt, patienceMs) => ask(image, point, lookingAt, patienceMs), show: setPreview, tooSlow: setPaused });
    hover.current = made;
    return () => made.stop();
  }, [image]);
  useEffect(() => {
    if (!active) hover.current?.leave();
  }, [active]);
  const point = useCallback(
    (at: readonly [number, number] | null, lookingAt: Rectangle | null) => {
      if (at && active) hover.current?.moveTo(...at, lookingAt);
      else hover.current?.leave();
    },
    [active],
  );
  return { preview: active ? preview : null, paused, point };
}
