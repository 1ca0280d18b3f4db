import { type MouseEvent, memo, useEffect, useRef, useState } from "react";
import { Link } from "wouter";

import { thumbnailOf } from "../../api/images";
import type { ProjectItem } from "../../api/types";
import { text } from "../../text/en";
import { paths } from "../routes";

const STATES = ["draft", "accepted", "rejected"] as const;
// A shape for each, beside the colour.
const GLYPHS = { draft: "◇", accepted: "✓", rejected: "✕" } as const;

const countsOf = (item: ProjectItem) => STATES.flatMap((state) => (item.counts[state] ? [{ state, count: item.counts[state] }] : []));

interface Props {
  project: string;
  item: ProjectItem;
  index: number;
  isSelected: boolean;
  /** The one that Tab reaches. */
  isActive: boolean;
  /** It takes the focus. */
  isFocused: boolean;
  /** The list flies past: no picture is asked for that nobody could see. */
  isFlying: boolean;
  onSelect: (index: number, extend: boolean) => void;
}

/** One item: its picture, its name, what is on it. All are of one size, so that nothing moves when pictures come. */
export const Tile = memo(function Tile({ project, item, index, isSelected, isActive, isFocused, isFlying, onSelect }: Props) {
  const [isSeen, setSeen] = useState(!isFlying);
  if (!isFlying && !isSeen) setSeen(true);
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isFocused) link.current?.focus({ preventScroll: true });
  }, [isFocused]);
  const counts = countsOf(item);
  const said = counts.length > 0 ? counts.map(({ state, count }) => text.items.counted[state](count)).join(", ") : text.items.empty;
  const open = (event: MouseEvent) => {
    if (!event.shiftKey) return;
    event.preventDefault(); // a range, not a new window
    onSelect(index, true);
  };
  return (
    <div role="gridcell" aria-selected={isSelected} className={isSelected ? "tile selected" : "tile"} data-testid="item" data-key={item.key} data-index={index}>
      <Link ref={link} href={paths.item(project, item.uid)} tabIndex={isActive ? 0 : -1} title={item.key} draggable={false} onClickCapture={open}>
        <img src={isSeen ? thumbnailOf(item.image.uid) : undefined} alt="" loading="lazy" decoding="async" draggable={false} />
        {item.frame_index !== null && (
          <span className="frame-badge" aria-hidden data-testid="frame-badge">
            ▸ {item.frame_index}
          </span>
        )}
        <span className="key">
          {item.key}
          <span className="unseen">
            {item.frame_index !== null && `, ${text.timeline.strip.frameOf(item.frame_index)}`}, {said}
          </span>
        </span>
        <span className="counts" aria-hidden>
          {counts.map(({ state, count }) => (
            <span key={state} className={`count ${state}`} title={text.items.counted[state](count)} data-testid={`count-${state}`}>
              <i>{GLYPHS[state]}</i>
              {count}
            </span>
          ))}
        </span>
      </Link>
      <input
        type="checkbox"
        checked={isSelected}
        tabIndex={-1}
        aria-label={text.items.select(item.key)}
        onChange={() => undefined}
        onClick={(event) => onSelect(index, event.shiftKey)}
      />
    </div>
  );
});
