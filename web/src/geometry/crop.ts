import type { Bounds } from "./mask";

interface Size {
  width: number;
  height: number;
}

const LEAST = 48; // image pixels: less is only blur
const AROUND = 0.3; // of the shape's own size, on each side

/** Which part of a photo shows a shape with what is around it; of this aspect, within the photo where that goes. */
export function cropAround(bounds: Bounds, image: Size, aspect: number, around = AROUND): Bounds {
  const wide = Math.max(LEAST, bounds.width * (1 + 2 * around));
  const high = Math.max(LEAST, bounds.height * (1 + 2 * around));
  const width = Math.max(wide, high * aspect);
  const height = width / aspect;
  const place = (low: number, length: number, room: number, most: number): number =>
    room >= most ? (most - room) / 2 : Math.min(Math.max(0, low + length / 2 - room / 2), most - room);
  return { x: place(bounds.x, bounds.width, width, image.width), y: place(bounds.y, bounds.height, height, image.height), width, height };
}

const SIZES = [320, 640, 1280, 2048];

/** The smallest preview that shows a part in so many pixels; null: the photo itself. */
export function previewFor(image: Size, part: Size, pixels: number): number | null {
  const side = Math.max(image.width, image.height);
  const needed = (side * pixels) / Math.max(part.width, part.height);
  const size = SIZES.find((each) => each >= needed);
  return size === undefined || size >= side ? null : size;
}
