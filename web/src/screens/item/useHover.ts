import { useCallback, useEffect, useRef, useState } from "react";

import { hover as ask } from "../../api/segment";
import { Hover, type Preview } from "../../prompting/hover";

/** The outline under the pointer, for one image, while `active`. */
export function useHover(image: string, active: boolean) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const [paused, setPaused] = useState(false);
  const hover = useRef<Hover | null>(null);
  useEffect(() => {
    const made = new Hover({ ask: (point, patienceMs) => ask(image, point, patienceMs), show: setPreview, tooSlow: setPaused });
    hover.current = made;
    return () => made.stop();
  }, [image]);
  useEffect(() => {
    if (!active) hover.current?.leave();
  }, [active]);
  const point = useCallback(
    (at: readonly [number, number] | null) => {
      if (at && active) hover.current?.moveTo(...at);
      else hover.current?.leave();
    },
    [active],
  );
  return { preview: active ? preview : null, paused, point };
}
