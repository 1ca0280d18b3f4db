import { memo, useEffect, useState } from "react";

import { tileOf } from "../api/images";
import type { Tile } from "../viewport/tiles";

const AGAIN_MS = 1000;
const TRIES = 20; // tiles that were evicted are made again meanwhile

interface Props {
  uid: string;
  tile: Tile;
  hidden: boolean;
  onLoad: (name: string) => void;
}

/** A tile, in image pixels; one that is not there yet is asked for again. */
export const TileImage = memo(function TileImage({ uid, tile, hidden, onLoad }: Props) {
  const [failed, setFailed] = useState(0);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (failed === tries || tries >= TRIES) return;
    const timer = setTimeout(() => setTries(failed), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [failed, tries]);
  return (
    <img
      key={tries}
      src={tileOf(uid, tile.level, tile.column, tile.row)}
      alt=""
      draggable={false}
      decoding="async"
      onLoad={() => onLoad(tile.name)}
      onError={() => setFailed(tries + 1)}
      style={{ left: tile.x, top: tile.y, width: tile.width, height: tile.height, visibility: hidden ? "hidden" : "visible" }}
    />
  );
}, (a, b) => a.uid === b.uid && a.tile.name === b.tile.name && a.hidden === b.hidden && a.onLoad === b.onLoad);
