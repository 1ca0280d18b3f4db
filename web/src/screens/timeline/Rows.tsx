import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type PointerEvent, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from "react";
import { useStore } from "zustand";

import type { Label } from "../../api/types";
import { type Row, frameAtPlace, summaryOf } from "../../state/timeline";
import { text } from "../../text/en";
import type { Playhead } from "./playhead";
import { ROW_HEIGHT, Strip } from "./Strip";

const NAMES = 132; // px, as --names in timeline.css

interface Props {
  playhead: Playhead;
  frames: number;
  /** When a frame is, in seconds; null: not known. */
  secondsOf: (frame: number) => number | null;
  rows: readonly Row[];
  labels: readonly Label[];
  track: string | null;
  onTrack: (track: string) => void;
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");
function watchScheme(heard: () => void) {
  dark.addEventListener("change", heard);
  return () => dark.removeEventListener("change", heard);
}
const useScheme = () => useSyncExternalStore(watchScheme, () => (dark.matches ? "dark" : "light"));

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = () => setWidth(Math.max(0, element.clientWidth - NAMES));
    fit();
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [box, width] as const;
}

/** The whole sequence as a slider. */
function Ruler({ playhead, frames, secondsOf }: Pick<Props, "playhead" | "frames" | "secondsOf">) {
  const frame = useStore(playhead.store, (now) => now.frame);
  return (
    <div
      className="ruler"
      role="slider"
      tabIndex={0}
      aria-label={text.timeline.frame}
      aria-valuemin={0}
      aria-valuemax={frames - 1}
      aria-valuenow={frame}
      aria-valuetext={text.timeline.place(frame, frames - 1, secondsOf(frame))}
      data-testid="ruler"
      data-seek
    >
      <span className="passed" style={{ width: `${(100 * (frame + 0.5)) / frames}%` }} />
    </div>
  );
}

function Needle({ playhead, frames }: Pick<Props, "playhead" | "frames">) {
  const frame = useStore(playhead.store, (now) => now.frame);
  return <div className="needle" aria-hidden style={{ "--at": (frame + 0.5) / frames } as CSSProperties} />;
}

/** A row for each track below the slider; clicks and drags on either go to that frame. */
export function Rows({ playhead, frames, secondsOf, rows, labels, track, onTrack }: Props) {
  const [box, width] = useWidth();
  const scheme = useScheme();
  const [isSeeking, setSeeking] = useState(false);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by the compiler
  const list = useVirtualizer({ count: rows.length, getScrollElement: () => box.current, estimateSize: () => ROW_HEIGHT, overscan: 4, scrollPaddingStart: ROW_HEIGHT });
  const at = rows.findIndex((row) => row.track === track);
  useEffect(() => {
    if (at >= 0) list.scrollToIndex(at, { align: "auto" });
  }, [at, list]);

  const seek = (event: PointerEvent) => {
    const left = event.currentTarget.getBoundingClientRect().left + NAMES;
    playhead.seek(frameAtPlace(event.clientX - left, width, frames));
  };
  const down = (event: PointerEvent) => {
    const on = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-seek]") : null;
    if (!on || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setSeeking(true);
    seek(event);
    if (on.dataset["track"] !== undefined) onTrack(on.dataset["track"]);
  };
  const end = () => setSeeking(false);
  const colorOf = (label: string | null) => labels.find(({ name }) => name === label)?.color ?? null;
  return (
    <div ref={box} className="rows" onPointerDown={down} onPointerMove={(event) => isSeeking && seek(event)} onPointerUp={end} onPointerCancel={end}>
      <div className="rows-inside" style={{ height: ROW_HEIGHT + list.getTotalSize() }}>
        <Ruler playhead={playhead} frames={frames} secondsOf={secondsOf} />
        <ul aria-label={text.timeline.rows}>
          {list.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            if (!row) return null;
            const name = text.timeline.rowName(row.label, row.number);
            const color = colorOf(row.label);
            const said = text.timeline.row(name, summaryOf(row));
            return (
              <li key={row.track} className={row.track === track ? "chosen" : ""} style={{ transform: `translateY(${start}px)` }} data-testid="track-row" data-track={row.track}>
                <button type="button" className="quiet name" aria-pressed={row.track === track} aria-label={said} title={said} onClick={() => onTrack(row.track)}>
                  <i className="swatch" style={{ background: color ?? "var(--ink)" }} />
                  {name}
                </button>
                <div className="seek" data-seek data-track={row.track}>
                  {width > 0 && <Strip row={row} frames={frames} width={width} color={color} scheme={scheme} />}
                </div>
              </li>
            );
          })}
        </ul>
        <Needle playhead={playhead} frames={frames} />
      </div>
    </div>
  );
}
