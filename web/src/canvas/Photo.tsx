import { type RefObject, useCallback, useEffect, useState } from "react";

import { type ImageRecord, LARGEST_PREVIEW, isLarge, previewOf, sourceOf } from "../api/images";
import { levelAt, tilesOn } from "../viewport/tiles";
import type { Size, Transform } from "../viewport/transform";
import { TileImage } from "./TileImage";
import { useTiles } from "./useTiles";

const MARGIN = 128; // stage pixels beyond the edge that are loaded ahead of a pan
const REST_MS = 120;
const NOTHING: ReadonlySet<string> = new Set();

interface Props {
  image: ImageRecord;
  view: Transform;
  stage: RefObject<HTMLElement | null>;
}

/** The photo, in image pixels: all of it, or of a large one a preview and over it the tiles that are on the stage. */
export function Photo({ image, view, stage }: Props) {
  if (isLarge(image)) return <LargePhoto key={image.uid} image={image} view={view} stage={stage} />;
  return <img src={sourceOf(image)} width={image.width} height={image.height} alt="" draggable={false} />;
}

/** The preview stays under the tiles, or their seams would show; the level of half the size is there until the sharp one is. */
function LargePhoto({ image, view, stage }: Props) {
  const tiles = useTiles(image);
  const tiling = tiles?.state === "ready" ? tiles : null;
  const under = tiles?.state === "none" ? sourceOf(image) : previewOf(image.uid, LARGEST_PREVIEW);
  const size = useSize(stage);
  const [loaded, setLoaded] = useState(NOTHING);
  const onLoad = useCallback((name: string) => setLoaded((all) => new Set(all).add(name)), []);
  const wanted = tiling ? levelAt(tiling, view.scale * devicePixelRatio) : 0;
  const level = useRested(wanted, view.scale);
  const sharp = tiling ? tilesOn(tiling, level, view, size, MARGIN) : [];
  const coarse = tiling ? tilesOn(tiling, level + 1, view, size, MARGIN) : [];
  const isComplete = tiling !== null && level === wanted && sharp.every((tile) => loaded.has(tile.name));
  return (
    <>
      <img src={under} width={image.width} height={image.height} alt="" draggable={false} />
      {tiling && (
        <div className="tiles" data-testid="tiles" data-complete={isComplete} data-level={level}>
          {[...coarse, ...sharp].map((tile) => (
            <TileImage key={tile.name} uid={image.uid} tile={tile} hidden={isComplete && tile.level !== level} onLoad={onLoad} />
          ))}
        </div>
      )}
    </>
  );
}

/** The wanted level, but a finer one only when the wheel has come to rest: none is loaded that is gone again at once. */
function useRested(wanted: number, scale: number): number {
  const [rested, setRested] = useState(wanted);
  useEffect(() => {
    const timer = setTimeout(() => setRested(wanted), REST_MS);
    return () => clearTimeout(timer);
  }, [wanted, scale]);
  return Math.max(wanted, rested);
}

function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
