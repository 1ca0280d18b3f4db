import { useVirtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";

import type { ProjectItem } from "../../api/types";
import { moved } from "../../state/grid";
import { text } from "../../text/en";
import { Tile } from "./Tile";
import { useFlying } from "./useFlying";

const NARROWEST = 176;
const ROW = 196;
const AHEAD = 6; // rows before the end at which the next page is asked for

interface Props {
  project: string;
  items: readonly ProjectItem[];
  selected: ReadonlySet<string>;
  hasMore: boolean;
  /** Remembers how far down this list was, for who comes back to it. */
  place: { top: number };
  onSelect: (index: number, extend: boolean) => void;
  onMore: () => void;
  /** Told once, of the items that are in sight at first. */
  onSight: (uids: ReadonlySet<string>) => void;
}

/** The items, however many: only the rows in sight are there. */
export function ItemsGrid({ project, items, selected, hasMore, place, onSelect, onMore, onSight }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  const [active, setActive] = useState(0);
  const [holdsFocus, setHoldsFocus] = useState(false);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const fit = () => setColumns(Math.max(1, Math.floor(box.clientWidth / NARROWEST)));
    fit();
    const watch = new ResizeObserver(fit);
    watch.observe(box);
    return () => watch.disconnect();
  }, []);
  const rowCount = Math.ceil(items.length / columns);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is memoized by the compiler
  const rows = useVirtualizer({ count: rowCount, getScrollElement: () => scroller.current, estimateSize: () => ROW, overscan: 3, initialOffset: place.top });
  const [isFlying, onScroll] = useFlying();
  const shown = rows.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && last >= rowCount - AHEAD) onMore();
  }, [hasMore, last, rowCount, onMore]);

  const isInSight = shown.length > 0;
  const tellSight = useEffectEvent(() => onSight(new Set(items.slice((shown[0]?.index ?? 0) * columns, (last + 1) * columns).map((item) => item.uid))));
  useEffect(() => {
    if (isInSight) tellSight();
  }, [isInSight]);

  const current = Math.min(active, Math.max(0, items.length - 1));
  const select = useCallback(
    (index: number, extend: boolean) => {
      setActive(index);
      onSelect(index, extend);
    },
    [onSelect],
  );
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " ") {
      event.preventDefault();
      select(current, event.shiftKey);
      return;
    }
    const to = moved(event.key, current, { count: items.length, columns, rows: Math.floor((scroller.current?.clientHeight ?? 0) / ROW) });
    if (to === null) return;
    event.preventDefault();
    if (event.shiftKey && !selected.has(items[current]?.uid ?? "")) onSelect(current, false);
    setActive(to);
    rows.scrollToIndex(Math.floor(to / columns));
    if (event.shiftKey) onSelect(to, true);
  };
  const blur = (event: FocusEvent<HTMLElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setHoldsFocus(false);
  };
  const focus = (event: FocusEvent<HTMLElement>) => {
    setHoldsFocus(true);
    const index = (event.target as Element).closest<HTMLElement>("[data-index]")?.dataset.index;
    if (index !== undefined) setActive(Number(index));
  };

  return (
    <div ref={scroller} className="grid-scroller" onScroll={(event) => onScroll((place.top = event.currentTarget.scrollTop))}>
      <div
        role="grid"
        aria-label={text.items.name}
        aria-multiselectable
        aria-rowcount={hasMore ? -1 : rowCount}
        aria-description={text.items.keys}
        style={{ height: rows.getTotalSize() }}
        onKeyDown={press}
        onFocus={focus}
        onBlur={blur}
      >
        {shown.map((row) => (
          <div
            key={row.index}
            role="row"
            aria-rowindex={row.index + 1}
            className="grid-row"
            style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, height: ROW }}
          >
            {items.slice(row.index * columns, (row.index + 1) * columns).map((item, n) => {
              const index = row.index * columns + n;
              return (
                <Tile
                  key={item.uid}
                  project={project}
                  item={item}
                  index={index}
                  isSelected={selected.has(item.uid)}
                  isActive={index === current}
                  isFocused={holdsFocus && index === current}
                  isFlying={isFlying}
                  onSelect={select}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
