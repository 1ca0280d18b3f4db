import { type FormEvent, type ReactNode, useState } from "react";
import { useLocation } from "wouter";

import { type ReviewAction, reviewActionOf } from "../../actions/reviewKeys";
import type { Annotation, Project, ReviewOrder } from "../../api/types";
import { onTable } from "../../state/reviewQueue";
import type { Wanted } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { useItem } from "../records";
import { paths } from "../routes";
import { Crop, Overview } from "./Crop";
import { KeysDialog } from "./KeysDialog";
import { LabelChooser } from "./LabelChooser";
import { usePreload } from "./usePreload";
import { useKeys } from "./useKeys";
import { useReviewQueue } from "./useReviewQueue";

const words = text.review;

function Facts({ card, color }: { card: Annotation; color: string | undefined }) {
  const item = useItem(card.item);
  const said: [string, ReactNode][] = [
    [words.facts.confidence, card.confidence === null ? words.none : card.confidence.toFixed(2)],
    [words.facts.source, words.sources[card.source]],
    [words.facts.model, card.model ?? words.none],
    [words.facts.state, words.state[card.state]],
    [words.facts.photo, item?.key ?? " "],
  ];
  return (
    <>
      <h2 className="label" data-testid="card-label">
        {color && <i className="swatch" style={{ background: color }} />}
        {card.label ?? words.unlabelled}
      </h2>
      <dl className="facts">
        {said.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function Reason({ onSay, onClose }: { onSay: (reason: string) => void; onClose: () => void }) {
  const say = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSay(String(new FormData(event.currentTarget).get("reason")));
  };
  return (
    <form className="reason" onSubmit={say}>
      <input autoFocus name="reason" maxLength={2000} aria-label={words.reason} placeholder={words.reason} onBlur={onClose} />
    </form>
  );
}

function Nothing({ isSample, onAgain }: { isSample: boolean; onAgain: () => void }) {
  return (
    <section className="nothing" data-testid="nothing-waits">
      <h2>{isSample ? words.sample.allDone : words.allDone}</h2>
      <p>{isSample ? words.sample.allDoneHint : words.allDoneHint}</p>
      <button type="button" onClick={onAgain}>
        {words.askAgain}
      </button>
    </section>
  );
}

/** One large card at a time; every decision is one key. */
export function OneByOne({ project, wanted, children }: { project: Project; wanted: Wanted; children?: ReactNode }) {
  const review = useReviewQueue(project.uid, wanted, { limit: wanted.mode === "sample" ? 1000 : 50 });
  const { queue } = review;
  const card = onTable(queue);
  const [, go] = useLocation();
  const [asked, setAsked] = useState<{ what: "keys" | "labels" | "reason"; of: string | undefined } | null>(null);
  const shown = asked?.of === card?.uid ? asked?.what : null; // what is asked of a card is gone with it
  const [outline, setOutline] = useState(true);
  usePreload(queue.waiting.slice(queue.at, queue.at + 5));

  const close = () => setAsked(null);
  const decide = (order: ReviewOrder) => {
    close(); // a field that was open for a card must not open again when the card comes back
    if (card) review.decide([card], order);
  };
  const ask = (what: "keys" | "labels" | "reason") => setAsked({ what, of: card?.uid });
  const actions: Record<ReviewAction, () => void> = {
    accept: () => decide({ decision: "accept" }),
    reject: () => decide({ decision: "reject" }),
    rejectWhy: () => card && ask("reason"),
    previous: () => review.step(-1),
    next: () => review.step(1),
    label: () => card && ask("labels"),
    undo: review.undo,
    open: () => card && go(`${paths.item(project.uid, card.item)}?annotation=${card.uid}`),
    outline: () => setOutline(!outline),
    help: () => ask("keys"),
  };
  const act = (action: ReviewAction) => {
    close();
    actions[action]();
  };
  useKeys((event) => {
    const action = reviewActionOf(event);
    if (!action) return;
    event.preventDefault();
    act(action);
  });
  const color = project.labels.find(({ name }) => name === card?.label)?.color;
  const button = (action: ReviewAction, name: string, key: string, kind = "") => (
    <button type="button" className={kind} disabled={!card && action !== "undo"} onClick={() => act(action)}>
      {name} <kbd aria-hidden="true">{key}</kbd>
    </button>
  );
  return (
    <div className="table">
      <section className="on-table" aria-live="polite" data-testid="card" data-annotation={card?.uid} data-version={card?.version}>
        {card && <Crop annotation={card} color={color} outline={outline} />}
        {!card && !review.more && <Nothing isSample={wanted.mode === "sample"} onAgain={review.again} />}
      </section>
      <aside className="beside">
        {card && <Facts card={card} color={color} />}
        {card && queue.notes[card.uid] && <p className="note">{queue.notes[card.uid]}</p>}
        <div className="decisions">
          {button("accept", words.accept, "A", "primary")}
          {button("reject", words.reject, "R", "refuse")}
          {button("label", words.otherLabel, "L")}
          {button("undo", words.takeBack, "Z")}
          {button("rejectWhy", words.rejectWhy, "⇧R")}
          {button("open", words.open, "O")}
        </div>
        {shown === "reason" && <Reason onClose={close} onSay={(comment) => decide({ decision: "reject", comment })} />}
        {children}
        {card && <Overview annotation={card} color={color} />}
        <footer>
          <button type="button" className="quiet" aria-label={words.previous} disabled={queue.at === 0} onClick={() => act("previous")}>
            ←
          </button>
          <span data-testid="place">{card && words.place(queue.at + 1, queue.waiting.length, review.more)}</span>
          <button type="button" className="quiet" aria-label={words.next} disabled={queue.at + 1 >= queue.waiting.length} onClick={() => act("next")}>
            →
          </button>
          <button type="button" className="quiet" onClick={() => act("help")}>
            {text.help}
          </button>
        </footer>
      </aside>
      {shown === "keys" && <KeysDialog keys={words.cardKeys} onClose={close} />}
      {shown === "labels" && card && <LabelChooser labels={project.labels} now={card.label} onClose={close} onChoose={(label) => decide({ decision: "accept", label })} />}
    </div>
  );
}
