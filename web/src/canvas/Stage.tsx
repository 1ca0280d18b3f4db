import { type CSSProperties, type PointerEvent, type ReactNode, memo, useCallback, useEffect, useRef, useState } from "react";

import type { ImageRecord } from "../api/images";
import type { AnswerMask, Rectangle } from "../api/segment";
import { type Polygon, pathOf } from "../geometry/polygon";
import type { VertexPlace } from "../geometry/shape";
import type { Preview } from "../prompting/hover";
import { type PromptSession, current, shownMask } from "../prompting/session";
import { type Handle, Handles, handleAt } from "./Handles";
import { Photo } from "./Photo";
import { type Tool, tools } from "../tools/tools";
import { type Size, type Transform, clampTo, fit, pan, resized, shownOf, toImage, zoomAt } from "../viewport/transform";

/** An annotation as it is drawn. */
export interface Shape {
  readonly id: string;
  readonly polygons: readonly Polygon[];
  readonly color?: string;
  readonly state?: "accepted" | "draft" | "rejected";
  /** A click goes through it. */
  readonly locked?: boolean;
}

/** The shape whose outline is edited; `corners`: it is a box. */
export interface Editable {
  readonly polygons: readonly Polygon[];
  readonly corners: boolean;
}

interface Props {
  image: ImageRecord;
  tool: Tool;
  session: PromptSession;
  preview: Preview | null;
  shapes: readonly Shape[];
  editable?: Editable | null;
  /** A polygon as far as it is drawn. */
  sketch?: readonly (readonly [number, number])[];
  opacity?: number;
  selected: string | null;
  /** Each change of `turn` applies `by` once: zoom buttons and keys. */
  zoom: { by: number | "fit"; turn: number };
  /** The button is down where a click would prompt; it may become a drag. */
  onPress: (x: number, y: number, add: boolean, lookingAt: Rectangle | null) => void;
  /** `lookingAt`: what of the photo is on the stage, null: all; `shown`: the preview that the click fell on. */
  onClick: (x: number, y: number, add: boolean, lookingAt: Rectangle | null, shown: AnswerMask | null) => void;
  /** The pointer rests or moves over the photo, nothing pressed; null: not any more. */
  onHover: (at: readonly [number, number] | null, lookingAt: Rectangle | null) => void;
  onBox: (box: Rectangle) => void;
  onSelect: (id: string | null) => void;
  /** A box that is to be an annotation, not a prompt. */
  onDrawBox?: (box: Rectangle) => void;
  onSketch?: (x: number, y: number) => void;
  /** Of a brush or an eraser, in image pixels; `brush` is half its width. */
  onStroke?: (points: readonly (readonly [number, number])[]) => void;
  brush?: number;
  /** A handle is pulled; `done`: and let go. */
  onPull?: (handle: Handle, to: readonly [number, number], done: boolean) => void;
  onRemoveVertex?: (place: VertexPlace) => void;
  /** Something else is shown than the image: a press says so and does nothing else. */
  onWake?: (() => void) | undefined;
  /** Lies over the photo, in its pixels, below the outlines. */
  over?: ((scale: number) => ReactNode) | undefined;
}

const DRAG = 4; // stage pixels before a press becomes a drag

function rectangle(a: [number, number], b: [number, number]): Rectangle {
  return { x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]), width: Math.abs(a[0] - b[0]), height: Math.abs(a[1] - b[1]) };
}

/** Kept apart, since a hovering pointer draws the stage anew many times a second. */
const Shapes = memo(function Shapes({ shapes, selected }: Pick<Props, "shapes" | "selected">) {
  return shapes.map(({ id, polygons, color, state = "accepted", locked = false }) => {
    const path = pathOf(polygons);
    const style = color === undefined ? undefined : ({ "--shape": color } as CSSProperties);
    return (
      <g key={id}>
        <path className="halo" d={path} />
        <path data-id={id} data-testid={`shape-${state}`} className={`shape ${state}${id === selected ? " selected" : ""}${locked ? " locked" : ""}`} style={style} d={path} />
      </g>
    );
  });
});

/** Two lines, a light one under the dashes, so that it is seen on any photo. */
function PreviewOutline({ preview }: { preview: Preview }) {
  const path = pathOf(preview.mask.polygon.polygons);
  return (
    <g className="preview" data-testid="preview-outline" data-x={preview.x} data-y={preview.y}>
      <path d={path} />
      <path className="dashes" d={path} />
    </g>
  );
}

/** The photo with its outlines. Draws what it is given; turns pointer events into intents. */
export function Stage({ image, tool, session, preview, shapes, editable = null, sketch = [], opacity, selected, zoom, onPress, onClick, onHover, onBox, onSelect, onDrawBox, onSketch, onStroke, brush = 1, onPull, onRemoveVertex, onWake, over }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const [view, setView] = useState<Transform>({ scale: 1, x: 0, y: 0 });
  const [box, setBox] = useState<Rectangle | null>(null);
  const [stroke, setStroke] = useState<readonly (readonly [number, number])[]>([]);
  const press = useRef<{ x: number; y: number; last: [number, number]; panning: boolean; moved: boolean; handle: Handle | null } | null>(null);
  const space = useRef(false);

  /** All of the photo is shown, and stays so when the window changes; false once somebody zoomed or panned. */
  const fitted = useRef(true);
  const change = useCallback((edit: (view: Transform) => Transform) => {
    fitted.current = false;
    setView(edit);
  }, []);
  const { width, height } = image;
  const refit = useCallback(() => {
    const size = stage.current?.getBoundingClientRect();
    fitted.current = true;
    if (size) setView(fit({ width, height }, size));
  }, [width, height]);
  useEffect(() => {
    let before: Size | null = null;
    const observer = new ResizeObserver(() => {
      const after = stage.current?.getBoundingClientRect();
      if (!after) return;
      const from = before;
      before = after;
      if (fitted.current || !from) refit();
      else setView((v) => resized(v, from, after));
    });
    if (stage.current) observer.observe(stage.current); // which calls at once
    return () => observer.disconnect();
  }, [refit]);
  useEffect(() => {
    const size = stage.current?.getBoundingClientRect();
    if (zoom.turn === 0 || !size) return;
    if (zoom.by === "fit") refit();
    else change((v) => zoomAt(v, zoom.by as number, size.width / 2, size.height / 2));
  }, [zoom, refit, change]);
  useEffect(() => {
    const element = stage.current;
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const from = element?.getBoundingClientRect();
      if (from) change((v) => zoomAt(v, Math.exp(-event.deltaY * 0.0015), event.clientX - from.left, event.clientY - from.top));
    };
    const key = (event: KeyboardEvent) => {
      if (event.code === "Space") space.current = event.type === "keydown";
      if (event.key === "Alt") event.preventDefault(); // or the browser's menu takes the keyboard
    };
    const blur = () => {
      space.current = false;
    };
    window.addEventListener("blur", blur);
    element?.addEventListener("wheel", wheel, { passive: false }); // React's own wheel listener cannot prevent scrolling
    window.addEventListener("keydown", key);
    window.addEventListener("keyup", key);
    return () => {
      window.removeEventListener("blur", blur);
      element?.removeEventListener("wheel", wheel);
      window.removeEventListener("keydown", key);
      window.removeEventListener("keyup", key);
    };
  }, [change]);

  const here = (event: PointerEvent): [number, number] => {
    const from = event.currentTarget.getBoundingClientRect();
    return [event.clientX - from.left, event.clientY - from.top];
  };
  const inside = (stageX: number, stageY: number): [number, number] | null => {
    const [x, y] = toImage(view, stageX, stageY);
    return x >= 0 && y >= 0 && x <= width && y <= height ? [x, y] : null;
  };
  const lookingAt = (event: PointerEvent): Rectangle | null => shownOf(view, image, event.currentTarget.getBoundingClientRect());
  const boxTo = (from: { x: number; y: number }, x: number, y: number): Rectangle =>
    rectangle(clampTo(image, toImage(view, from.x, from.y)), clampTo(image, toImage(view, x, y)));
  const down = (event: PointerEvent) => {
    if (event.button > 1) return;
    const [x, y] = here(event);
    event.preventDefault(); // no autoscroll on the middle button
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    event.currentTarget.setPointerCapture(event.pointerId);
    if (onWake && event.button === 0 && !space.current) return onWake();
    const isTool = event.button === 0 && !space.current; // not the hand that pans
    const handle = isTool ? handleAt(event.target) : null;
    if (isTool && tools[tool].drag === "stroke") setStroke([toImage(view, x, y)]);
    const at = inside(x, y);
    if (at && isTool && !handle && tools[tool].click === "prompt") onPress(...at, !event.altKey, lookingAt(event));
    press.current = { x, y, last: [x, y], panning: !handle && (event.button === 1 || space.current || tools[tool].drag === "pan"), moved: false, handle };
  };
  const move = (event: PointerEvent) => {
    const from = press.current;
    const [x, y] = here(event);
    if (!from) return onHover(onWake || event.pointerType === "touch" || event.altKey ? null : inside(x, y), lookingAt(event));
    from.moved ||= Math.hypot(x - from.x, y - from.y) > DRAG;
    if (from.moved) onHover(null, null);
    if (from.handle) {
      if (from.moved) onPull?.(from.handle, clampTo(image, toImage(view, x, y)), false);
    } else if (from.panning) {
      const [lastX, lastY] = from.last;
      change((v) => pan(v, x - lastX, y - lastY));
    } else if (tools[tool].drag === "stroke") {
      setStroke((points) => [...points, toImage(view, x, y)]);
    } else if (from.moved && tools[tool].drag !== "pan") {
      setBox(boxTo(from, x, y));
    }
    from.last = [x, y];
  };
  const cancel = () => {
    press.current = null;
    setBox(null);
    setStroke([]);
  };
  const up = (event: PointerEvent) => {
    const from = press.current;
    press.current = null;
    setBox(null);
    setStroke([]);
    if (!from || (from.panning && from.moved) || event.button !== 0) return;
    if (from.handle) {
      if (from.moved) onPull?.(from.handle, clampTo(image, toImage(view, ...here(event))), true);
      else if (event.altKey && !from.handle.middle) onRemoveVertex?.(from.handle);
      return;
    }
    if (tools[tool].drag === "stroke") return onStroke?.([...stroke, toImage(view, ...here(event))]);
    if (from.moved) {
      const drawn = boxTo(from, ...here(event)); // where the button was let go, not where it was last drawn
      const take = tools[tool].drag === "box" ? onDrawBox : onBox;
      if (drawn.width >= 1 && drawn.height >= 1) take?.(drawn);
      return;
    }
    if (tools[tool].click === "nothing") return;
    if (tools[tool].click === "select") {
      const hit = document.elementsFromPoint(event.clientX, event.clientY).find((e) => e instanceof SVGPathElement && e.dataset["id"]);
      onSelect(hit instanceof SVGPathElement ? (hit.dataset["id"] ?? null) : null);
      return;
    }
    const at = inside(from.x, from.y);
    if (!at) return;
    if (tools[tool].click === "vertex") return onSketch?.(...at);
    const isShown = preview !== null && Math.hypot(preview.x - at[0], preview.y - at[1]) * view.scale <= DRAG;
    onClick(...at, !event.altKey, lookingAt(event), isShown && !event.altKey ? preview.mask : null);
  };

  const step = current(session);
  const draft = shownMask(session);
  const shownBox = box ?? step?.box ?? null;
  return (
    <div
      ref={stage}
      className={`stage tool-${tool}`}
      data-testid="stage"
      data-image-width={image.width}
      data-image-height={image.height}
      data-scale={view.scale}
      data-offset-x={view.x}
      data-offset-y={view.y}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={cancel}
      onPointerLeave={() => onHover(null, null)}
    >
      <div className="picture" style={{ width: image.width, height: image.height, transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}>
        <Photo image={image} view={view} stage={stage} />
        {over?.(view.scale)}
        <svg viewBox={`0 0 ${image.width} ${image.height}`}>
          <g style={opacity === undefined ? undefined : { fillOpacity: opacity }}>
            <Shapes shapes={shapes} selected={selected} />
          </g>
          {preview && <PreviewOutline preview={preview} />}
          {draft && <path className="draft" data-testid="draft-outline" data-pending={step?.answer === null} data-guess={draft === step?.guess} data-polygons={JSON.stringify(draft.polygon.polygons)} d={pathOf(draft.polygon.polygons)} />}
          {editable && <Handles polygons={editable.polygons} corners={editable.corners} scale={view.scale} />}
          {sketch.length > 0 && <polyline className="sketch" data-testid="sketch" points={sketch.map((point) => point.join(",")).join(" ")} />}
          {sketch.map(([x, y], i) => (
            <circle key={i} className="handle" cx={x} cy={y} r={4 / view.scale} />
          ))}
          {stroke.length > 0 && <polyline className={`stroke ${tool}`} style={{ strokeWidth: 2 * brush }} points={[...stroke, stroke.at(-1) ?? [0, 0]].map((point) => point.join(",")).join(" ")} />}
          {shownBox && <rect className="box" {...shownBox} />}
          {step?.points.map((point, i) => (
            <circle key={i} className={point.label === 1 ? "point add" : "point remove"} cx={point.x} cy={point.y} r={5 / view.scale} />
          ))}
        </svg>
      </div>
    </div>
  );
}
