import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Link } from "wouter";

import { cursorOf } from "../../api/pages";
import { findingsOf } from "../../api/reviews";
import type { Finding, Progress, Project } from "../../api/types";
import { text } from "../../text/en";
import { counted } from "../../text/review";
import { useItem } from "../records";
import { paths } from "../routes";

const words = text.review.figures;
const KINDS = ["zero_area", "tiny", "sliver", "self_intersection", "outside_image", "overlap"] as const;
const MODEL_KINDS = ["boundary", "background", "label_outlier", "missed"] as const;
const FEW = 20; // findings, before one is asked whether to look further

type Acceptance = Progress["acceptance"]["by_model"][number];

const Bar = ({ share, kind = "" }: { share: number; kind?: string }) => (
  <span className="bar-of" aria-hidden="true">
    <i className={kind} style={{ width: `${share * 100}%` }} />
  </span>
);

function States({ progress }: { progress: Progress }) {
  const most = Math.max(1, progress.annotations);
  return (
    <table className="chart" data-testid="by-state">
      <caption>{words.states}</caption>
      <tbody>
        {(["accepted", "draft", "rejected"] as const).map((state) => (
          <tr key={state}>
            <th scope="row">{text.review.states[state]}</th>
            <td className="bars">
              <Bar share={(progress.by_state[state] ?? 0) / most} kind={state} />
            </td>
            <td>{counted(progress.by_state[state] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface AcceptanceProps {
  title: string;
  of: string;
  rows: readonly Acceptance[];
  nameOf: (of: Acceptance["of"]) => string;
  testId: string;
}

/** Shares of what was decided, with their intervals. */
function AcceptanceTable({ title, of, rows, nameOf, testId }: AcceptanceProps) {
  return (
    <table className="chart" data-testid={testId}>
      <caption>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{of}</th>
          <th scope="col" colSpan={2}>
            {words.columns.share}
          </th>
          <th scope="col">{words.columns.decided}</th>
          <th scope="col">{words.columns.waits}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ of: what, rate, drafts }) => (
          <tr key={String(what)}>
            <th scope="row">{nameOf(what)}</th>
            <td className="bars">
              <Bar share={rate.rate ?? 0} />
            </td>
            <td>{words.interval(rate.rate, rate.low, rate.high)}</td>
            <td>{counted(rate.decided)}</td>
            <td>{counted(drafts)}</td>
          </tr>
        ))}
        {rows.length === 0 && (
          <tr>
            <td colSpan={5}>{words.nothing}</td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function FindingLine({ project, finding }: { project: string; finding: Finding }) {
  const item = useItem(finding.item);
  const kind = [...KINDS, ...MODEL_KINDS].find((each) => each === finding.kind);
  return (
    <li>
      <Link href={paths.item(project, finding.item) + (finding.annotation === null ? "" : `?annotation=${finding.annotation}`)}>
        <strong>{kind ? words.kinds[kind] : finding.kind}</strong> <span>{item?.key ?? " "}</span> <span className="hint">{finding.detail}</span>
      </Link>
    </li>
  );
}

function KindOptions({ kinds }: { kinds: readonly (keyof typeof words.kinds)[] }) {
  return kinds.map((each) => (
    <option key={each} value={each}>
      {words.kinds[each]}
    </option>
  ));
}

/** What looks wrong about shapes, and what models say; a page of the answer may be empty and still have a next one. */
function Findings({ project }: { project: string }) {
  const [kind, setKind] = useState<string | null>(null);
  const { data, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["quality", project, kind],
    queryFn: async ({ pageParam }) => {
      let page = await findingsOf(project, kind, pageParam);
      for (let looked = 1; looked < FEW && page.results.length === 0 && page.next !== null; looked += 1) page = await findingsOf(project, kind, cursorOf(page));
      return page;
    },
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
  });
  const found = data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <section className="findings">
      <h2>{words.findings}</h2>
      <p className="hint">{words.findingsHint}</p>
      <label>
        {words.kind}{" "}
        <select value={kind ?? ""} onChange={(event) => setKind(event.target.value || null)}>
          <option value="">{text.review.filter.any}</option>
          <KindOptions kinds={KINDS} />
          <optgroup label={words.modelKinds}>
            <KindOptions kinds={MODEL_KINDS} />
          </optgroup>
        </select>
      </label>
      <ol data-testid="findings">
        {found.map((finding) => (
          <FindingLine key={[finding.kind, finding.item, finding.annotation, ...finding.others, finding.value].join()} project={project} finding={finding} />
        ))}
      </ol>
      {found.length === 0 && !hasNextPage && <p>{isFetching ? words.looking : words.noFindings}</p>}
      {hasNextPage && (
        <button type="button" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {isFetching ? words.looking : words.further}
        </button>
      )}
    </section>
  );
}

const tenthOf = (of: Acceptance["of"]): string => (typeof of === "number" ? `${of.toFixed(1)} – ${(of + 0.1).toFixed(1)}` : text.review.none);

/** How far, how good, how fast; and what looks wrong. */
export function Figures({ project, progress }: { project: Project; progress: Progress | undefined }): ReactNode {
  if (!progress) return <section className="dashboard" />;
  const { acceptance, review } = progress;
  const nameOf = (of: Acceptance["of"]) => (of === null ? text.review.none : String(of));
  const byConfidence = acceptance.by_confidence.toSorted((a, b) => Number(b.of ?? -1) - Number(a.of ?? -1));
  return (
    <div className="dashboard">
      <section>
        <States progress={progress} />
        <h2>{words.paceTitle}</h2>
        <p data-testid="pace-said">{words.pace(review.last_hour, review.by_hand_last_hour, review.last_day)}</p>
        <p data-testid="remaining">{words.remaining(review.remaining_hours, review.drafts)}</p>
        {review.rework > 0 && <p>{words.rework(review.rework)}</p>}
      </section>
      <AcceptanceTable testId="by-model" title={words.model} of={words.of.model} rows={acceptance.by_model} nameOf={nameOf} />
      <AcceptanceTable testId="by-label" title={words.label} of={words.of.label} rows={acceptance.by_label} nameOf={nameOf} />
      <AcceptanceTable testId="by-confidence" title={words.confidence} of={words.of.confidence} rows={byConfidence} nameOf={tenthOf} />
      <Findings project={project.uid} />
    </div>
  );
}
