import { type KeyboardEvent, useId, useState } from "react";

import type { Label } from "../../api/types";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";

interface Props {
  labels: readonly Label[];
  now: string | null;
  onChoose: (label: string) => void;
  onClose: () => void;
}

/** Type a part of a label's name; Enter takes the one that is marked. */
export function LabelChooser({ labels, now, onChoose, onClose }: Props) {
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = labels.filter(({ name }) => name !== now && name.toLowerCase().includes(typed.toLowerCase()));
  const marked = found[Math.min(at, found.length - 1)];
  const key = (event: KeyboardEvent) => {
    if (event.key === "Enter" && marked) onChoose(marked.name);
    else if (event.key === "ArrowDown") setAt(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={text.review.chooseLabel} onClose={onClose}>
      <input
        autoFocus
        className="find"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={marked && `${list}-${marked.uid}`}
        aria-label={text.review.findLabel}
        placeholder={text.review.findLabel}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={key}
      />
      <ul id={list} role="listbox" aria-label={text.labels} className="choices">
        {found.map((label) => (
          <li key={label.uid} id={`${list}-${label.uid}`} role="option" aria-selected={label === marked} onClick={() => onChoose(label.name)}>
            <i className="swatch" style={{ background: label.color }} />
            {label.name}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
