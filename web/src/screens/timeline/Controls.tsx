import { type FormEvent, useEffect, useRef } from "react";
import { useStore } from "zustand";

import { SPEEDS, type Speed } from "../../state/playing";
import { text } from "../../text/en";
import type { Playhead } from "./playhead";

interface Props {
  playhead: Playhead;
  frames: number;
  secondsOf: (frame: number) => number | null;
  onUnsure: (by: 1 | -1) => void;
}

function Button({ name, label, glyph, onPress, disabled = false }: { name: string; label: string; glyph: string; onPress: () => void; disabled?: boolean }) {
  return (
    <button type="button" data-testid={name} title={label} aria-label={label} disabled={disabled} onClick={onPress}>
      {glyph}
    </button>
  );
}

/** The frame's number, to be read and typed. */
function FrameNumber({ playhead, frames }: Pick<Props, "playhead" | "frames">) {
  const frame = useStore(playhead.store, (now) => now.frame);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // What is being typed is left alone.
    if (field.current && document.activeElement !== field.current) field.current.value = String(frame);
  }, [frame]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const wanted = field.current?.valueAsNumber ?? Number.NaN;
    if (Number.isFinite(wanted)) playhead.seek(Math.round(wanted));
    field.current?.blur();
  };
  const leave = () => {
    if (field.current) field.current.value = String(playhead.store.getState().frame);
  };
  return (
    <form className="frame-number" onSubmit={submit} noValidate>
      <label>
        {text.timeline.frame}
        <input ref={field} type="number" min={0} max={frames - 1} defaultValue={frame} onBlur={leave} data-testid="frame-number" />
      </label>
      <span>{text.timeline.ofLast(frames - 1)}</span>
    </form>
  );
}

function Time({ playhead, secondsOf }: Pick<Props, "playhead" | "secondsOf">) {
  const frame = useStore(playhead.store, (now) => now.frame);
  const seconds = secondsOf(frame);
  return seconds === null ? null : <span className="time">{text.timeline.time(seconds)}</span>;
}

/** Play, step, speed, and where one is. */
export function Controls({ playhead, frames, secondsOf, onUnsure }: Props) {
  const isPlaying = useStore(playhead.store, (now) => now.isPlaying);
  const speed = useStore(playhead.store, (now) => now.speed);
  const words = text.timeline;
  return (
    <>
      <span className="group">
        <Button name="frame-back" label={words.back} glyph="‹" onPress={() => playhead.step(-1)} />
        <Button name="play" label={isPlaying ? words.pause : words.play} glyph={isPlaying ? "❚❚" : "▶"} onPress={playhead.toggle} disabled={frames < 2} />
        <Button name="frame-on" label={words.on} glyph="›" onPress={() => playhead.step(1)} />
        <select
          aria-label={words.speed}
          title={words.speed}
          value={speed}
          data-testid="speed"
          onChange={(event) => {
            playhead.setSpeed(Number(event.target.value) as Speed);
            event.target.blur(); // the keys are the timeline's again
          }}
        >
          {SPEEDS.map((each) => (
            <option key={each} value={each}>
              {words.speeds[each]}
            </option>
          ))}
        </select>
      </span>
      <FrameNumber playhead={playhead} frames={frames} />
      <Time playhead={playhead} secondsOf={secondsOf} />
      <span className="group">
        <Button name="unsure-before" label={words.unsureBefore} glyph="‹ ?" onPress={() => onUnsure(-1)} />
        <Button name="unsure-next" label={words.unsureNext} glyph="? ›" onPress={() => onUnsure(1)} />
      </span>
    </>
  );
}
