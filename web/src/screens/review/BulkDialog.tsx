import { useQuery } from "@tanstack/react-query";

import { decideAll } from "../../api/reviews";
import type { ReviewFilter } from "../../api/types";
import { SOURCES } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import type { Bulk } from "./useBulk";

const words = text.review.bulk;

/** A filter in words. */
function whichOf({ state = "draft", source, model, label, min_confidence, max_confidence, job }: ReviewFilter): string {
  const named = SOURCES.find((each) => each === source);
  return text.review.which({
    state: text.review.states[state],
    source: named ? text.review.sources[named] : null,
    model: model ?? null,
    label: label ?? null,
    from: min_confidence ?? null,
    to: max_confidence ?? null,
    job: job ?? null,
  });
}

/** Says how many it would be, before it is done. */
export function BulkDialog({ project, bulk }: { project: string; bulk: Bulk }) {
  const { asked } = bulk;
  const { data } = useQuery({
    queryKey: ["bulk", project, asked],
    queryFn: () => (asked ? decideAll(project, { ...asked, dry_run: true }) : null),
    enabled: asked !== null,
    staleTime: 0,
    gcTime: 0,
  });
  if (!asked) return null;
  const { decision, filter } = asked;
  const said = !data ? words.counting : data.count === 0 ? words.nothing : words.will(data.count, decision, whichOf(filter));
  return (
    <Dialog title={decision === "accept" ? words.accept : words.reject} onClose={bulk.close}>
      <p className="will" data-testid="bulk-will">
        {said} {data && data.own > 0 && words.own(data.own)}
      </p>
      <footer className="choose">
        <button type="button" onClick={bulk.close}>
          {words.cancel}
        </button>
        <button type="button" autoFocus className={decision === "accept" ? "primary" : "refuse"} disabled={!data?.count || bulk.isDeciding} onClick={bulk.confirm}>
          {bulk.isDeciding ? words.working : words.confirm(data?.count ?? 0, decision)}
        </button>
      </footer>
    </Dialog>
  );
}

/** The last bulk decision, with what takes it back. */
export function LastBulk({ bulk }: { bulk: Bulk }) {
  if (!bulk.last) return null;
  return (
    <span className="last-bulk" data-testid="last-bulk">
      {bulk.last.words}{" "}
      <button type="button" className="quiet" disabled={bulk.isUndoing} onClick={bulk.undoLast}>
        {text.review.takeBack}
      </button>
    </span>
  );
}
