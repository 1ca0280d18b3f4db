import type { Size, Transform } from "./transform";

/** A photo in tiles; `scale` of a level is of the photo, and the largest level is the first. */
export interface Tiling extends Size {
  readonly tile_size: number;
  readonly levels: readonly { readonly scale: number; readonly columns: number; readonly rows: number }[];
}

/** A tile, and where it is in image pixels. */
export interface Tile extends Size {
  readonly name: string;
  readonly level: number;
  readonly column: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

const STRETCH = 1.15; // nobody sees that a level is shown so much larger than it is

/** The smallest level that is sharp at `scale` screen pixels an image pixel; the largest where none is. */
export const levelAt = ({ levels }: Tiling, scale: number): number => Math.max(0, levels.findLastIndex((level) => level.scale * STRETCH >= scale));

/** The tiles of a level that are on the stage, or less than `margin` stage pixels beside it, row by row; none of a level that is none. */
export function tilesOn(tiling: Tiling, number: number, view: Transform, stage: Size, margin = 0): Tile[] {
  const level = tiling.levels[number];
  if (!level) return [];
  const side = tiling.tile_size / level.scale; // in image pixels
  const places = (offset: number, room: number, count: number) => {
    const first = Math.max(0, Math.floor((-margin - offset) / view.scale / side));
    const end = Math.min(count, Math.ceil((room + margin - offset) / view.scale / side));
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  };
  const columns = places(view.x, stage.width, level.columns);
  return places(view.y, stage.height, level.rows).flatMap((row) =>
    columns.map((column) => {
      const [x, y] = [column * side, row * side];
      return { name: `${number}/${column}_${row}`, level: number, column, row, x, y, width: Math.min(side, tiling.width - x), height: Math.min(side, tiling.height - y) };
    }),
  );
}
