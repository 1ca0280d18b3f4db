import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { metricsText } from "../../api/settings";
import { type Buckets, type Figure, buckets, parseMetrics, quantile, sum } from "../../state/metrics";
import { settings } from "../../text/settings";
import { Panel } from "./Panel";

const EVERY_MS = 10_000;
const READINGS = 60;
const words = settings.machine;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

interface Reading {
  readonly at: number;
  readonly clicks: Buckets;
}

/** p50 and p95 in milliseconds, a place for each ten seconds; null where nobody clicked. */
function Latency({ readings }: { readings: readonly Reading[] }) {
  const steps = readings.slice(1).map((now, place) => {
    const before = readings[place]?.clicks ?? now.clicks;
    return { p50: quantile(0.5, before, now.clicks), p95: quantile(0.95, before, now.clicks) };
  });
  const known = steps.flatMap(({ p95 }) => (p95 === null ? [] : [1000 * p95]));
  const last = steps.findLast(({ p50 }) => p50 !== null);
  if (!last || last.p50 === null || last.p95 === null) return <p className="empty">{words.noClicks}</p>;
  const most = Math.max(20, ...known);
  const line = (name: "p50" | "p95") =>
    steps
      .flatMap((step, place) => {
        const seconds = step[name];
        return seconds === null ? [] : [`${(place / Math.max(1, READINGS - 1)) * 300},${80 - (1000 * seconds * 76) / most}`];
      })
      .join(" ");
  const said = `${words.p50} ${words.milliseconds(1000 * last.p50)}, ${words.p95} ${words.milliseconds(1000 * last.p95)}`;
  return (
    <figure className="latency">
      <svg viewBox="0 0 300 82" role="img" aria-label={`${words.clicks}: ${said}`} preserveAspectRatio="none">
        <polyline className="p95" points={line("p95")} />
        <polyline className="p50" points={line("p50")} />
      </svg>
      <figcaption>{said}</figcaption>
    </figure>
  );
}

function Budget({ title, used, budget }: { title: string; used: number; budget: number }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>
        <meter min={0} max={Math.max(1, budget)} value={used} aria-label={title} /> {words.of(megabytes(used), megabytes(budget))}
      </dd>
    </div>
  );
}

function Counts({ title, pairs }: { title: string; pairs: readonly (readonly [string, number])[] }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{pairs.filter(([, count]) => count > 0).map(([name, count]) => `${name} ${count}`).join(" · ") || "0"}</dd>
    </div>
  );
}

function Figures({ figures }: { figures: readonly Figure[] }) {
  const found = Object.entries(words.outcomes).map(([outcome, said]) => [said, sum(figures, "avala_edge_embedding_total", { outcome })] as const);
  const waiting = figures.filter(({ name }) => name === "avala_edge_waiting").map(({ labels, value }) => [`${labels["scheduler"] ?? ""}/${labels["lane"] ?? ""}`, value] as const);
  const info = figures.find(({ name }) => name === "avala_edge_build_info")?.labels;
  return (
    <dl className="figures">
      <Budget title={words.embeddings} used={sum(figures, "avala_edge_embedding_bytes")} budget={sum(figures, "avala_edge_embedding_budget_bytes")} />
      <Counts title={words.found} pairs={found} />
      <Counts title={words.queues} pairs={waiting} />
      <div>
        <dt>{words.memory}</dt>
        <dd>{megabytes(sum(figures, "process_resident_memory_bytes"))}</dd>
      </div>
      <div>
        <dt>{words.since}</dt>
        <dd>{new Date(1000 * sum(figures, "process_start_time_seconds")).toLocaleString()}</dd>
      </div>
      <div>
        <dt>{words.model}</dt>
        <dd>{[info?.["model"], info?.["version"]].filter(Boolean).join(" · ")}</dd>
      </div>
    </dl>
  );
}

/** How the machine does: how fast clicks are, what is in memory, what waits. */
export function MachinePanel() {
  const { data: figures, dataUpdatedAt } = useQuery({ queryKey: ["metrics"], queryFn: async () => parseMetrics(await metricsText()), refetchInterval: EVERY_MS });
  const [readings, setReadings] = useState<readonly Reading[]>([]);
  const latest = readings.at(-1);
  if (figures && latest?.at !== dataUpdatedAt) {
    const clicks = buckets(figures, "avala_edge_segment_seconds", { stage: "total" });
    setReadings([...readings, { at: dataUpdatedAt, clicks }].slice(-READINGS - 1));
  }
  useEffect(() => () => setReadings([]), []);
  return (
    <Panel id="machine" title={settings.sections.machine}>
      <h3>{words.clicks}</h3>
      <Latency readings={readings} />
      <p className="hint">{words.clicksHint}</p>
      {figures && <Figures figures={figures} />}
    </Panel>
  );
}
