import { API, call } from "./http";
import type { TilesRecord } from "./types";

export interface ImageRecord {
  uid: string;
  width: number;
  height: number;
  format: string;
  embedding: "ready" | "computing" | "absent";
}

/** A frame of a video comes as a JPEG. */
const SHOWN_BY_BROWSERS = new Set(["JPEG", "PNG", "WEBP", "GIF", "BMP", "FRAME"]);

/** Begin to encode before the first click. */
export const startEmbedding = (uid: string): Promise<ImageRecord> => call(`/images/${uid}/embed/`, { method: "POST" });

export const recordOf = (uid: string): Promise<ImageRecord> => call(`/images/${uid}/`);

export const thumbnailOf = (uid: string): string => `${API}/images/${uid}/preview?size=320`;

export const sourceOf = (image: ImageRecord): string =>
  SHOWN_BY_BROWSERS.has(image.format) ? `${API}/images/${image.uid}/content` : previewOf(image.uid, LARGEST_PREVIEW);

export const LARGEST_PREVIEW = 2048;

/** A JPEG of at most so many pixels a side. */
export const previewOf = (uid: string, size: number): string => `${API}/images/${uid}/preview?size=${size}`;

const LARGE = { side: 4096, pixels: 16_000_000 }; // as the server says it; a photo that has no tiles after all costs one question

/** Whether a photo is too much to be sent whole. */
export const isLarge = ({ width, height }: ImageRecord): boolean => Math.max(width, height) > LARGE.side || width * height > LARGE.pixels;

/** How a large photo is cut; asking begins it. */
export const tilesOf = (uid: string): Promise<TilesRecord> => call(`/images/${uid}/tiles/`);

export const tileOf = (uid: string, level: number, column: number, row: number): string => `${API}/images/${uid}/tiles/${level}/${column}_${row}`;
