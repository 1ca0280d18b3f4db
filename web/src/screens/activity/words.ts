import type { Activity } from "../../api/types";
import type { Line } from "../../state/activity";
import { text } from "../../text/en";

const said = (record: Record<string, unknown> | null, name: string): string | null => {
  const value = record?.[name];
  return typeof value === "string" && value !== "" ? value : null;
};

/** What a line of the log says, in plain words; of an action that is not known here, its own name. */
export function wordsOf({ entry, count }: Line<Activity>): string {
  const { action, before, after, job } = entry;
  const known: Record<string, (count: number) => string> = text.activity.actions;
  const words = known[action]?.(count) ?? action;
  if (action === "annotation.reviewed") return text.activity.decided(said(after, "decision") ?? "", count);
  const label = count === 1 ? (said(after, "label") ?? said(before, "label")) : null;
  const name = said(after, "name") ?? said(before, "name");
  const subject = action.startsWith("job.") ? text.jobs.kind(said(after, "kind") ?? "") : (label ?? (count === 1 && action.startsWith("project.") ? name : null));
  const by = job !== null && !action.startsWith("job.") ? ` ${text.activity.byJob}` : "";
  return `${words}${subject ? `: ${subject}` : ""}${by}`;
}

const DAYS = new Intl.DateTimeFormat("en", { dateStyle: "full" });
const TIMES = new Intl.DateTimeFormat("en", { timeStyle: "short" });

export const dayOf = (moment: string): string => DAYS.format(new Date(moment));
export const timeOf = (moment: string): string => TIMES.format(new Date(moment));
