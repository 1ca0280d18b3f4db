/** The only place that knows zoom: image pixels × scale + offset = stage pixels. */
export interface Transform {
  scale: number;
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

const LEAST = 0.02;
const MOST = 40;

export function fit(image: Size, stage: Size, margin = 16): Transform {
  const room = { width: Math.max(1, stage.width - 2 * margin), height: Math.max(1, stage.height - 2 * margin) };
  const scale = Math.min(room.width / image.width, room.height / image.height, 4);
  return { scale, x: (stage.width - image.width * scale) / 2, y: (stage.height - image.height * scale) / 2 };
}

/** Zoom so that the image stays put under a stage point. */
export function zoomAt(view: Transform, factor: number, x: number, y: number): Transform {
  const scale = Math.min(MOST, Math.max(LEAST, view.scale * factor));
  const ratio = scale / view.scale;
  return { scale, x: x - (x - view.x) * ratio, y: y - (y - view.y) * ratio };
}

export const pan = (view: Transform, dx: number, dy: number): Transform => ({ ...view, x: view.x + dx, y: view.y + dy });

/** The stage has another size: the same scale, and the middle stays in the middle. */
export const resized = (view: Transform, before: Size, after: Size): Transform => pan(view, (after.width - before.width) / 2, (after.height - before.height) / 2);

export const toImage = (view: Transform, x: number, y: number): [number, number] => [(x - view.x) / view.scale, (y - view.y) / view.scale];

/** The part of an image that is on the stage, in its pixels; null: all of it, or none. */
export function shownOf(view: Transform, image: Size, stage: Size): { x: number; y: number; width: number; height: number } | null {
  const [left, top] = clampTo(image, toImage(view, 0, 0));
  const [right, bottom] = clampTo(image, toImage(view, stage.width, stage.height));
  const [x, y] = [Math.floor(left), Math.floor(top)];
  const [width, height] = [Math.ceil(right) - x, Math.ceil(bottom) - y];
  return width <= 0 || height <= 0 || (width >= image.width && height >= image.height) ? null : { x, y, width, height };
}

export const clampTo = (image: Size, [x, y]: [number, number]): [number, number] => [
  Math.min(image.width, Math.max(0, x)),
  Math.min(image.height, Math.max(0, y)),
];
