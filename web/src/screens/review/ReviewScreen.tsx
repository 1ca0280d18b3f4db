import { useCallback, useMemo } from "react";
import { Link, useLocation } from "wouter";

import { countsOf, paceOf } from "../../state/reviewTally";
import { MODES, type Wanted, queueQueryOf, readWanted, searchOf } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { useAsked } from "../address";
import { ProjectHead } from "../project/ProjectHead";
import { useProgress, useProject } from "../records";
import { paths } from "../routes";
import { BulkDialog } from "./BulkDialog";
import { Figures } from "./Figures";
import { FilterBar } from "./FilterBar";
import { Grid } from "./Grid";
import { OneByOne } from "./OneByOne";
import { Sample } from "./Sample";
import { useBulk } from "./useBulk";
import { useTally } from "./useTally";

/** How many wait, and what one has decided oneself. */
function Tally({ project, waiting }: { project: string; waiting: number | undefined }) {
  const entries = useTally(project);
  const { accepted, modified, rejected } = countsOf(entries);
  const pace = paceOf(entries);
  return (
    <p className="figures">
      <strong data-testid="waiting">{waiting === undefined ? " " : text.review.waiting(waiting)}</strong>
      <span>
        <span data-testid="tally">{text.review.tally(accepted, modified, rejected)}</span>
        {pace !== null && <span data-testid="pace"> · {text.review.pace(pace)}</span>}
      </span>
    </p>
  );
}

/** Drafts become decisions: one by one, many at once, by a sample, or seen as figures. What is shown is in the address. */
export default function ReviewScreen({ project: uid }: { project: string }) {
  const asked = useAsked();
  const wanted = useMemo(() => readWanted(asked), [asked]);
  const [, go] = useLocation();
  const want = useCallback((change: Partial<Wanted>) => go(paths.review(uid) + searchOf({ ...wanted, ...change }), { replace: true }), [go, uid, wanted]);
  const { data: project } = useProject(uid);
  const progress = useProgress(uid, 30_000);
  const bulk = useBulk(uid);
  if (!project) return <main className="review" />;
  const shown = `${queueQueryOf(wanted, null, 0)} ${bulk.turn}`;
  return (
    <main className="review">
      <ProjectHead project={uid} here="review">
        <nav className="modes" aria-label={text.review.modesName}>
          {MODES.map((mode) => (
            <Link key={mode} href={paths.review(uid) + searchOf({ ...wanted, mode })} className="place" aria-current={wanted.mode === mode ? "page" : undefined}>
              {text.review.modes[mode]}
            </Link>
          ))}
        </nav>
      </ProjectHead>
      <div className="review-bar">
        {wanted.mode !== "dashboard" && <FilterBar project={project} progress={progress} wanted={wanted} want={want} />}
        <Tally project={uid} waiting={progress?.review.drafts} />
      </div>
      {wanted.mode === "dashboard" && <Figures project={project} progress={progress} />}
      {wanted.mode === "queue" && <OneByOne key={shown} project={project} wanted={wanted} />}
      {wanted.mode === "grid" && <Grid key={shown} project={project} wanted={wanted} bulk={bulk} />}
      {wanted.mode === "sample" && <Sample project={project} wanted={wanted} want={want} bulk={bulk} />}
      <BulkDialog project={uid} bulk={bulk} />
    </main>
  );
}
