import { type CSSProperties, memo, useEffect, useMemo, useRef, useState } from "react";

import { previewOf, sourceOf } from "../../api/images";
import type { Annotation, Item } from "../../api/types";
import { cropAround, previewFor } from "../../geometry/crop";
import type { Bounds } from "../../geometry/mask";
import { boundsOf, pathOfShape } from "../../geometry/shape";
import { text } from "../../text/en";
import { useItem } from "../records";

const share = (part: number, whole: number): string => `${(part / whole) * 100}%`;

const NOWHERE: Bounds = { x: 0, y: 0, width: 0, height: 0 };

interface PartProps {
  item: Item;
  part: Bounds;
  /** Pixels of the window that the part is shown in. */
  pixels: number;
  path: string | null;
  color: string | undefined;
  mark?: Bounds;
}

/** A part of a photo with an outline on it, filling what it is in. */
function Part({ item: { image }, part, pixels, path, color, mark }: PartProps) {
  const size = previewFor(image, part, pixels * window.devicePixelRatio);
  const address = size === null ? sourceOf(image) : previewOf(image.uid, size);
  const place = { left: share(-part.x, part.width), top: share(-part.y, part.height), width: share(image.width, part.width), height: share(image.height, part.height) };
  return (
    <>
      <img src={address} style={place} alt="" draggable={false} />
      <svg viewBox={`${part.x} ${part.y} ${part.width} ${part.height}`} preserveAspectRatio="none" style={{ "--label": color } as CSSProperties} aria-hidden="true">
        {path && <path className="halo" d={path} />}
        {path && <path className="shape" data-testid="shape" d={path} />}
        {mark && <rect className="mark" {...mark} />}
      </svg>
    </>
  );
}

interface CropProps {
  annotation: Annotation;
  color: string | undefined;
  outline?: boolean;
}

/** The photo around an annotation, in whatever room there is. */
export function Crop({ annotation, color, outline = true }: CropProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setRoom({ width: entry.contentRect.width, height: entry.contentRect.height }));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const item = useItem(annotation.item);
  const path = useMemo(() => pathOfShape(annotation.geometry), [annotation.geometry]);
  const bounds = useMemo(() => boundsOf(annotation.geometry) ?? NOWHERE, [annotation.geometry]);
  const shown = item && room && room.width > 0 && room.height > 0;
  return (
    <div ref={frame} className="crop" role="img" aria-label={text.review.cropOf(annotation.label ?? text.review.unlabelled)}>
      {shown && <Part item={item} part={cropAround(bounds, item.image, room.width / room.height)} pixels={Math.max(room.width, room.height)} path={outline ? path : null} color={color} />}
    </div>
  );
}

/** The whole photo, with the place marked. */
export function Overview({ annotation, color }: CropProps) {
  const item = useItem(annotation.item);
  const path = useMemo(() => pathOfShape(annotation.geometry), [annotation.geometry]);
  const bounds = useMemo(() => boundsOf(annotation.geometry) ?? NOWHERE, [annotation.geometry]);
  if (!item) return <div className="overview" />;
  const { width, height } = item.image;
  const room = Math.max(width, height) * 0.02;
  const mark = { x: bounds.x - room, y: bounds.y - room, width: bounds.width + 2 * room, height: bounds.height + 2 * room };
  return (
    <div className="overview">
      <div className="whole" role="img" aria-label={text.review.wholePhoto} style={{ aspectRatio: `${width} / ${height}`, "--aspect": width / height } as CSSProperties}>
        <Part item={item} part={{ x: 0, y: 0, width, height }} pixels={320} path={path} color={color} mark={mark} />
      </div>
    </div>
  );
}

/** A small square one, for a grid. */
export const Thumbnail = memo(function Thumbnail({ annotation, color }: CropProps) {
  const item = useItem(annotation.item);
  const path = useMemo(() => pathOfShape(annotation.geometry), [annotation.geometry]);
  const bounds = useMemo(() => boundsOf(annotation.geometry) ?? NOWHERE, [annotation.geometry]);
  return <div className="crop">{item && <Part item={item} part={cropAround(bounds, item.image, 1)} pixels={180} path={path} color={color} />}</div>;
});
