import { type ChangeEvent, type ReactNode, useId, useRef } from "react";

import type { Progress, Project } from "../../api/types";
import { DEFAULTS, ORDERS, SOURCES, STATES, type Wanted, narrowedBy } from "../../state/reviewWanted";
import { text } from "../../text/en";
import { useAutoLabelJobs } from "../records";

const words = text.review.filter;
const ANY = "*"; // of a list: not in the filter

interface ChoiceProps {
  name: string;
  value: string | null;
  /** Value and words; without `any` one of them is always chosen. */
  options: readonly (readonly [string, string])[];
  any?: boolean;
  onChange: (value: string | null) => void;
}

function Choice({ name, value, options, any = true, onChange }: ChoiceProps) {
  const id = useId();
  const byPointer = useRef(false);
  const change = (event: ChangeEvent<HTMLSelectElement>) => {
    onChange(event.target.value === ANY ? null : event.target.value.slice(1));
    if (byPointer.current) event.target.blur(); // so that the next key is a decision again
  };
  const known = value === null || options.some(([each]) => each === value) ? options : [...options, [value, value] as const];
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      <select
        id={id}
        value={value === null ? ANY : `=${value}`}
        onChange={change}
        onPointerDown={() => {
          byPointer.current = true;
        }}
        onKeyDown={() => {
          byPointer.current = false;
        }}
      >
        {any && <option value={ANY}>{words.any}</option>}
        {known.map(([each, said]) => (
          <option key={each} value={`=${each}`}>
            {said}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A share that counts once it is left or Enter is pressed, not with every digit. */
function Share({ name, value, onChange }: { name: string; value: number | null; onChange: (value: number | null) => void }) {
  const id = useId();
  const say = (field: HTMLInputElement) => {
    const said = field.value === "" ? null : Math.min(1, Math.max(0, field.valueAsNumber));
    if (said !== value && !Number.isNaN(said)) onChange(said);
  };
  return (
    <div className="field">
      <label htmlFor={id}>{name}</label>
      <input
        id={id}
        key={value ?? ""}
        type="number"
        min={0}
        max={1}
        step={0.05}
        defaultValue={value ?? ""}
        onBlur={(event) => say(event.target)}
        onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      />
    </div>
  );
}

const namesOf = (values: readonly (string | null)[]): string[] => [...new Set(values.filter((each) => each !== null))].sort();

interface Props {
  project: Project;
  progress: Progress | undefined;
  wanted: Wanted;
  want: (change: Partial<Wanted>) => void;
}

/** Which annotations, in which order. */
export function FilterBar({ project, progress, wanted, want }: Props): ReactNode {
  const jobs = useAutoLabelJobs(project.uid);
  const models = namesOf(progress?.counts.map(({ model }) => model) ?? []);
  const labels = [["", words.noLabel] as const, ...project.labels.map(({ name }) => [name, name] as const)];
  const made = jobs?.results.map(({ uid, created_at }) => [uid, new Date(created_at).toLocaleString("en", { dateStyle: "medium", timeStyle: "short" })] as const) ?? [];
  const pick = <K extends keyof Wanted>(name: K) => (value: string | null) => want({ [name]: value ?? DEFAULTS[name] });
  return (
    <form className="filter" aria-label={words.name} onSubmit={(event) => event.preventDefault()}>
      <Choice name={words.source} value={wanted.source} options={SOURCES.map((each) => [each, text.review.sources[each]])} onChange={pick("source")} />
      <Choice name={words.model} value={wanted.model} options={models.map((each) => [each, each])} onChange={pick("model")} />
      <Choice name={words.label} value={wanted.label} options={labels} onChange={pick("label")} />
      <Share name={words.from} value={wanted.from} onChange={(from) => want({ from })} />
      <Share name={words.to} value={wanted.to} onChange={(to) => want({ to })} />
      <Choice name={words.state} value={wanted.state} any={false} options={STATES.map((each) => [each, text.review.states[each]])} onChange={pick("state")} />
      {(made.length > 0 || wanted.job) && <Choice name={words.job} value={wanted.job} options={made} onChange={pick("job")} />}
      <Choice name={words.order} value={wanted.order} any={false} options={ORDERS.map((each) => [each, text.review.orders[each]])} onChange={pick("order")} />
      {narrowedBy(wanted) > 0 && (
        <button type="button" className="quiet" onClick={() => want({ ...DEFAULTS, mode: wanted.mode, order: wanted.order, sample: wanted.sample })}>
          {words.clear}
        </button>
      )}
    </form>
  );
}
