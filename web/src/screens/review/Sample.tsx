import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useDeferredValue, useId, useState } from "react";

import { drawSample, getSample, reliabilityOf } from "../../api/reviews";
import type { Project, ReviewFilter, ReviewSample } from "../../api/types";
import { type Wanted, filterOf } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { percent } from "../../text/review";
import { LastBulk } from "./BulkDialog";
import { OneByOne } from "./OneByOne";
import type { Bulk } from "./useBulk";

const words = text.review.sample;
const USUAL = 100;
const MOST = 5000;

type Share = ReviewSample["as_is"];

/** A share and its interval, as a bar and in words. */
function Estimate({ name, share: { rate, low, high }, testId }: { name: string; share: Share; testId: string }) {
  return (
    <div className="estimate" data-testid={testId}>
      <strong>{name}</strong>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect className="ground" x="0" y="3.5" width="100" height="3" />
        {rate !== null && <rect className="interval" x={low * 100} y="2" width={Math.max(0.5, (high - low) * 100)} height="6" />}
        {rate !== null && <line className="rate" x1={rate * 100} x2={rate * 100} y1="0" y2="10" />}
      </svg>
      <span>{words.estimate(rate, low, high)}</span>
    </div>
  );
}

function Draw({ filter, again, project, onDrawn }: { filter: ReviewFilter; again: boolean; project: string; onDrawn: (sample: string) => void }) {
  const draw = useMutation({ mutationFn: (size: number) => drawSample(project, filter, size), onSuccess: ({ uid }) => onDrawn(uid) });
  const order = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const size = Number(new FormData(event.currentTarget).get("size"));
    draw.mutate(size);
  };
  return (
    <form className="draw" onSubmit={order}>
      <label>
        {words.size} <input name="size" type="number" required min={1} max={MOST} step={1} defaultValue={USUAL} />
      </label>
      <button type="submit" className={again ? "" : "primary"} disabled={draw.isPending}>
        {again ? words.another : words.draw}
      </button>
    </form>
  );
}

/** From which confidence on the rest may be accepted, by what was decided one by one. */
function Trust({ project, filter, bulk }: { project: string; filter: ReviewFilter; bulk: Bulk }) {
  const slider = useId();
  const [target, setTarget] = useState(0.95);
  const asked = useDeferredValue(target);
  const { model = null, label = null } = filter;
  const { data } = useQuery({
    queryKey: ["reliability", project, model, label, asked],
    queryFn: () => reliabilityOf(project, { model, label, target: asked }),
    placeholderData: (before) => before,
  });
  const from = data?.threshold?.confidence;
  return (
    <section className="trust" aria-label={words.trust}>
      <div className="target">
        <label htmlFor={slider}>{words.target}</label> <output htmlFor={slider}>{percent(target)}</output>
        <input id={slider} type="range" min={0.5} max={0.99} step={0.01} value={target} onChange={(event) => setTarget(event.target.valueAsNumber)} onPointerUp={(event) => event.currentTarget.blur()} />
      </div>
      <p data-testid="threshold">
        {data && (data.threshold ? words.threshold(data.threshold.confidence, data.threshold.as_is.low, data.decided) : words.noThreshold(data.decided))}
      </p>
      {from !== undefined && (
        <button type="button" onClick={() => bulk.ask({ decision: "accept", filter: { ...filter, min_confidence: Math.max(from, filter.min_confidence ?? 0) } })}>
          {words.acceptRest(from)}
        </button>
      )}
      <LastBulk bulk={bulk} />
    </section>
  );
}

interface Props {
  project: Project;
  wanted: Wanted;
  want: (change: Partial<Wanted>) => void;
  bulk: Bulk;
}

/** A sample first: how good is it, and from where on is the rest to be trusted. */
export function Sample({ project, wanted, want, bulk }: Props): ReactNode {
  const { sample: uid } = wanted;
  const { data: sample } = useQuery({ queryKey: ["sample", project.uid, uid], queryFn: () => (uid === null ? null : getSample(project.uid, uid)), enabled: uid !== null });
  const draw = <Draw filter={filterOf(wanted)} again={uid !== null} project={project.uid} onDrawn={(drawn) => want({ sample: drawn })} />;
  if (uid === null) {
    return (
      <section className="sample-first">
        <p>{words.intro}</p>
        {draw}
      </section>
    );
  }
  return (
    <OneByOne key={`${uid} ${bulk.turn}`} project={project} wanted={wanted}>
      {sample && (
        <section className="sample" aria-label={words.title(sample.size, sample.stands_for)}>
          <p className="hint">
            {words.title(sample.size, sample.stands_for)} · <span data-testid="sample-decided">{words.decided(sample.decided, sample.size)}</span>
          </p>
          <Estimate name={words.asIs} share={sample.as_is} testId="as-is" />
          <Estimate name={words.accepted} share={sample.accepted} testId="accepted-share" />
          <details open={sample.decided === sample.size}>
            <summary>{words.further}</summary>
            <Trust project={project.uid} filter={sample.filter as ReviewFilter} bulk={bulk} />
            {draw}
          </details>
        </section>
      )}
    </OneByOne>
  );
}
