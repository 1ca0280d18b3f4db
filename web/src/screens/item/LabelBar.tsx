import type { Label, Suggested } from "../../api/types";
import { text } from "../../text/en";

interface Props {
  labels: readonly Label[];
  chosen: string | null;
  onChoose: (label: string | null) => void;
  suggested: Suggested["labels"];
  onSuggestion: (label: string) => void;
}

/** Labels by button and key, and what the object under work may be called. */
export function LabelBar({ labels, chosen, onChoose, suggested, onSuggestion }: Props) {
  const words = text.item;
  return (
    <div className="label-bar">
      <div role="radiogroup" aria-label={words.label} className="label-choices">
        {labels.map((label) => (
          <button key={label.uid} type="button" role="radio" aria-checked={label.name === chosen} data-testid={`label-${label.name}`} onClick={() => onChoose(label.name === chosen ? null : label.name)}>
            <i className="swatch" style={{ background: label.color }} />
            {label.name}
            {label.shortcut && <kbd>{label.shortcut}</kbd>}
          </button>
        ))}
      </div>
      <div className="chips" aria-label={words.suggestions} role="group">
        {suggested.map(({ label, score }) => (
          <button key={label} type="button" className="chip" data-testid={`suggestion-${label}`} title={words.suggestion(label, score)} onClick={() => onSuggestion(label)}>
            {label} <small>{Math.round(100 * score)} %</small>
          </button>
        ))}
      </div>
    </div>
  );
}
