import { useEffect } from "react";
import { create } from "zustand";

import { text } from "../text/en";

export interface Notice {
  kind: "problem" | "done";
  words: string;
  /** What takes it back: a button that stays as long as the notice. */
  undo?: () => void;
}

interface Shown extends Notice {
  id: number;
}

const STAYS_MS = 8_000;
const MOST = 4;

let last = 0;
const useNotices = create<{ shown: readonly Shown[] }>(() => ({ shown: [] }));
const dismiss = (id: number) => useNotices.setState(({ shown }) => ({ shown: shown.filter((each) => each.id !== id) }));

/** Say something at the bottom of the window; the same words once. */
export function notify(notice: Notice): void {
  last += 1;
  const id = last;
  useNotices.setState(({ shown }) => ({ shown: [...shown.filter((each) => each.words !== notice.words), { ...notice, id }].slice(-MOST) }));
}

function Line({ notice }: { notice: Shown }) {
  const { id, kind, words, undo } = notice;
  useEffect(() => {
    if (kind === "problem") return; // stays until it was read
    const timer = setTimeout(() => dismiss(id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <div role={kind === "problem" ? "alert" : "status"} className={`notice ${kind}`} data-testid={kind === "problem" ? "error-banner" : "notice"}>
      <span>{words}</span>
      {undo && (
        <button
          type="button"
          className="undo"
          onClick={() => {
            dismiss(id);
            undo();
          }}
        >
          {text.takeBack}
        </button>
      )}
      <button type="button" aria-label={text.dismiss} onClick={() => dismiss(id)}>
        ×
      </button>
    </div>
  );
}

export function Notices() {
  const { shown } = useNotices();
  return (
    <div className="notices">
      {shown.map((notice) => (
        <Line key={notice.id} notice={notice} />
      ))}
    </div>
  );
}
