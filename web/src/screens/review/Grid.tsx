import { useVirtualizer } from "@tanstack/react-virtual";
import { type MouseEvent, memo, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

import { reviewActionOf } from "../../actions/reviewKeys";
import type { Annotation, Project } from "../../api/types";
import { NOTHING, kept, moved, toggled } from "../../state/cellSelection";
import { type Wanted, filterOf } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { paths } from "../routes";
import { LastBulk } from "./BulkDialog";
import { Thumbnail } from "./Crop";
import { KeysDialog } from "./KeysDialog";
import type { Bulk } from "./useBulk";
import { useKeys } from "./useKeys";
import { useReviewQueue } from "./useReviewQueue";

const words = text.review.grid;
const CELL = 184; // pixels, with the gap
const ROW = 216;
const idOf = (uid: string): string => `cell-${uid}`;

interface CellProps {
  card: Annotation;
  color: string | undefined;
  note: string | undefined;
  isChosen: boolean;
  isAt: boolean;
}

const Cell = memo(function Cell({ card, color, note, isChosen, isAt }: CellProps) {
  return (
    <div id={idOf(card.uid)} className={isAt ? "cell at" : "cell"} role="option" aria-selected={isChosen} data-uid={card.uid} title={note}>
      <Thumbnail annotation={card} color={color} />
      <p>
        <span>{card.label ?? text.review.unlabelled}</span>
        <span>{card.confidence?.toFixed(2)}</span>
      </p>
    </div>
  );
});

/** Many at once: chosen by keyboard or pointer, decided together; or all that the filter means. */
export function Grid({ project, wanted, bulk }: { project: Project; wanted: Wanted; bulk: Bulk }) {
  const review = useReviewQueue(project.uid, wanted, { limit: 200 });
  const { waiting, notes } = review.queue;
  const uids = waiting.map(({ uid }) => uid);
  const [state, setState] = useState(NOTHING);
  const selection = kept(state, uids);
  const [help, setHelp] = useState(false);
  const [, go] = useLocation();
  const frame = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState(1);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => entry && setColumns(Math.max(1, Math.floor(entry.contentRect.width / CELL))));
    if (frame.current) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing is compiled here, so nothing is memoized wrongly
  const rows = useVirtualizer({ count: Math.ceil(waiting.length / columns), getScrollElement: () => frame.current, estimateSize: () => ROW, overscan: 2 });
  const shown = rows.getVirtualItems();
  const lastShown = ((shown.at(-1)?.index ?? 0) + 2) * columns;
  const { load } = review;
  useEffect(() => {
    if (lastShown >= waiting.length) load();
  });

  const chosen = waiting.filter(({ uid }) => selection.chosen.has(uid));
  const decide = (decision: "accept" | "reject") => {
    setState({ ...selection, chosen: new Set() }); // what comes back must be chosen anew
    review.decide(chosen, { decision });
  };
  const move = (by: number, extend: boolean) => {
    const next = moved(selection, selection.at + by, uids, extend);
    setState(next);
    rows.scrollToIndex(Math.floor(next.at / columns));
  };
  const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns };
  useKeys((event) => {
    const action = reviewActionOf(event);
    const step = action === "previous" || action === "next" || event.shiftKey ? STEPS[event.key] : undefined;
    const isOnGrid = event.target === frame.current || event.target === document.body;
    if (step !== undefined) move(step, event.shiftKey);
    else if (event.key === " " && isOnGrid) setState(toggled(selection, selection.at, uids));
    else if (event.key === "a" && (event.ctrlKey || event.metaKey) && isOnGrid) setState({ ...selection, chosen: new Set(uids) });
    else if (event.key === "Escape") setState({ ...selection, chosen: new Set() });
    else if (action === "accept" || action === "reject") decide(action);
    else if (action === "undo") review.undo();
    else if (action === "help") setHelp(true);
    else if (action === "open") {
      const card = waiting[selection.at];
      if (card) go(`${paths.item(project.uid, card.item)}?annotation=${card.uid}`);
    } else return;
    event.preventDefault();
  });
  const click = (event: MouseEvent<HTMLElement>) => {
    const uid = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-uid]")?.dataset["uid"] : undefined;
    if (uid === undefined) return;
    const at = uids.indexOf(uid);
    setState(event.shiftKey ? moved(selection, at, uids, true) : toggled(selection, at, uids));
  };
  const colors = new Map(project.labels.map(({ name, color }) => [name, color]));
  const at = uids[selection.at];
  const askAll = (decision: "accept" | "reject") => bulk.ask({ decision, filter: filterOf(wanted) });
  return (
    <div className="grid">
      <div className="many">
        <button type="button" className="primary" disabled={chosen.length === 0} onClick={() => decide("accept")}>
          {words.acceptSelected(chosen.length)} <kbd aria-hidden="true">A</kbd>
        </button>
        <button type="button" className="refuse" disabled={chosen.length === 0} onClick={() => decide("reject")}>
          {words.rejectSelected(chosen.length)} <kbd aria-hidden="true">R</kbd>
        </button>
        <button type="button" onClick={review.undo}>
          {text.review.takeBack} <kbd aria-hidden="true">Z</kbd>
        </button>
        <span className="hint" data-testid="selected">
          {words.selected(chosen.length, waiting.length, review.more)}
        </span>
        <LastBulk bulk={bulk} />
        <span className="all">
          <button type="button" onClick={() => askAll("accept")}>
            {text.review.bulk.accept}
          </button>
          <button type="button" onClick={() => askAll("reject")}>
            {text.review.bulk.reject}
          </button>
          <button type="button" className="quiet" onClick={() => setHelp(true)}>
            {text.help}
          </button>
        </span>
      </div>
      <div
        ref={frame}
        className="cells"
        role="listbox"
        tabIndex={0}
        aria-multiselectable="true"
        aria-label={words.name}
        aria-description={words.hint}
        aria-activedescendant={at && idOf(at)}
        onClick={click}
      >
        {waiting.length === 0 && !review.more && <p className="nothing">{text.review.allDone}</p>}
        <div style={{ height: rows.getTotalSize(), position: "relative" }}>
          {shown.map((row) => (
            <div key={row.key} className="row" style={{ transform: `translateY(${row.start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
              {waiting.slice(row.index * columns, (row.index + 1) * columns).map((card) => (
                <Cell key={card.uid} card={card} color={colors.get(card.label ?? "")} note={notes[card.uid]} isChosen={selection.chosen.has(card.uid)} isAt={card.uid === at} />
              ))}
            </div>
          ))}
        </div>
      </div>
      {help && <KeysDialog keys={text.review.gridKeys} onClose={() => setHelp(false)} />}
    </div>
  );
}
