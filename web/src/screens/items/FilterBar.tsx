import type { ReactNode } from "react";

import type { ItemsFilter } from "../../api/projects";
import { text } from "../../text/en";

interface Props {
  labels: readonly string[];
  filter: ItemsFilter;
  onFilter: (change: ItemsFilter) => void;
  children: ReactNode;
}

function Choice({ name, value, options, onChoose }: { name: string; value: string | undefined; options: readonly (readonly [string, string])[]; onChoose: (value: string | undefined) => void }) {
  return (
    <label className={value === undefined ? "choice" : "choice set"}>
      {name}
      <select aria-label={name} value={value ?? ""} onChange={(event) => onChoose(event.target.value || undefined)}>
        <option value="">{text.items.any}</option>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What is shown, and, at the right, how much of it is selected. */
export function FilterBar({ labels, filter, onFilter, children }: Props) {
  return (
    <div className="filter-bar" role="group" aria-label={text.items.filters}>
      <Choice name={text.items.state} value={filter.state} options={Object.entries(text.items.states)} onChoose={(state) => onFilter({ state })} />
      <Choice name={text.items.label} value={filter.label} options={labels.map((label) => [label, label])} onChoose={(label) => onFilter({ label })} />
      <Choice name={text.items.source} value={filter.source} options={Object.entries(text.items.sources)} onChoose={(source) => onFilter({ source })} />
      <span className="standing">{children}</span>
    </div>
  );
}
