import { memo, useEffect, useRef } from "react";

import { type Bar, LOW, type Row, drawnOf, mixed } from "../../state/timeline";

export const ROW_HEIGHT = 22; // px
const FOOT = 3; // what an accepted frame has below
const HALF = 5; // of a diamond
const TALLEST = ROW_HEIGHT - 4 - FOOT;
const SHORTEST = 4;

interface Colors {
  sure: string;
  unsure: string;
  filled: string;
  ink: string;
  surface: string;
  rejected: string;
}

function colorsOf(element: Element): Colors {
  const style = getComputedStyle(element);
  const said = (name: string) => style.getPropertyValue(name).trim();
  return { sure: said("--sure"), unsure: said("--unsure"), filled: said("--quiet"), ink: said("--ink"), surface: said("--surface"), rejected: said("--problem-ink") };
}

/** Stripes of the background over what is doubtful. */
function hatchOf(to: CanvasRenderingContext2D, color: string): CanvasPattern | null {
  const cell = document.createElement("canvas");
  [cell.width, cell.height] = [4, 4];
  const on = cell.getContext("2d");
  if (!on) return null;
  on.strokeStyle = color;
  on.lineWidth = 1.2;
  for (const shift of [-4, 0, 4]) {
    on.beginPath();
    on.moveTo(shift, 4);
    on.lineTo(shift + 4, 0);
    on.stroke();
  }
  return to.createPattern(cell, "repeat");
}

function drawBar(to: CanvasRenderingContext2D, { x, width, mark, confidence }: Bar, colors: Colors, label: string, hatch: CanvasPattern | null): void {
  const foot = ROW_HEIGHT - 2;
  if (mark === "rejected") {
    to.fillStyle = colors.rejected;
    for (let dot = x; dot < x + width; dot += 4) to.fillRect(dot, ROW_HEIGHT / 2 - 1, 2, 2);
    return;
  }
  if (mark === "accepted") {
    to.fillStyle = label;
    to.fillRect(x, foot - FOOT, width, FOOT);
    return;
  }
  const tall = confidence === null ? SHORTEST : SHORTEST + (TALLEST - SHORTEST) * confidence;
  const top = foot - FOOT - tall;
  to.fillStyle = confidence === null ? colors.filled : mixed(colors.unsure, colors.sure, (confidence - LOW) / (1 - LOW));
  to.fillRect(x, top, width, tall);
  if (confidence !== null && confidence < LOW && hatch) {
    to.fillStyle = hatch;
    to.fillRect(x, top, width, tall);
  }
}

function drawDiamond(to: CanvasRenderingContext2D, x: number, colors: Colors, label: string): void {
  const middle = ROW_HEIGHT / 2 - 1;
  to.beginPath();
  to.moveTo(x, middle - HALF);
  to.lineTo(x + HALF, middle);
  to.lineTo(x, middle + HALF);
  to.lineTo(x - HALF, middle);
  to.closePath();
  to.fillStyle = label;
  to.fill();
  to.lineWidth = 3;
  to.strokeStyle = colors.surface;
  to.stroke();
  to.lineWidth = 1.5;
  to.strokeStyle = colors.ink;
  to.stroke();
  to.fill();
}

interface Props {
  row: Row;
  frames: number;
  width: number;
  /** Of the label; null: it has none. */
  color: string | null;
  /** Drawn anew when it changes: light or dark. */
  scheme: string;
}

/** A track's frames in one row: tall where it is sure, short and hatched where it is not, diamonds where a person set it. */
export const Strip = memo(function Strip({ row, frames, width, color, scheme }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const to = canvas.current;
    const context = to?.getContext("2d");
    if (!to || !context) return;
    const ratio = devicePixelRatio;
    [to.width, to.height] = [Math.round(width * ratio), Math.round(ROW_HEIGHT * ratio)];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, ROW_HEIGHT);
    const colors = colorsOf(to);
    const hatch = hatchOf(context, colors.surface);
    const label = color ?? colors.ink;
    const { bars, keys } = drawnOf(row, frames, width);
    for (const bar of bars) drawBar(context, bar, colors, label, hatch);
    for (const x of keys) drawDiamond(context, x, colors, label);
  }, [row, frames, width, color, scheme]);
  return <canvas ref={canvas} aria-hidden style={{ width, height: ROW_HEIGHT }} />;
});
