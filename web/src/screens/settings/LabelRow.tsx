import type { Attribute, LabelOrder } from "../../api/types";
import { settings } from "../../text/settings";

const words = settings.project;
const TYPES = Object.entries(words.types) as [Attribute["type"], string][];
const hasChoices = (type: Attribute["type"]) => type === "dropdown" || type === "multi_select";

function AttributeRow({ attribute, onChange, onRemove }: { attribute: Attribute; onChange: (change: Partial<Attribute>) => void; onRemove: () => void }) {
  const { name, type, options = [], required = false } = attribute;
  return (
    <li className="attribute">
      <input aria-label={words.attributeName} value={name} required maxLength={100} onChange={(event) => onChange({ name: event.target.value })} />
      <select aria-label={words.attributeType} value={type} onChange={(event) => onChange({ type: event.target.value as Attribute["type"], ...(!hasChoices(event.target.value as Attribute["type"]) && { options: [] }) })}>
        {TYPES.map(([value, said]) => (
          <option key={value} value={value}>
            {said}
          </option>
        ))}
      </select>
      {hasChoices(type) && (
        <input aria-label={words.options} placeholder={words.options} required defaultValue={options.join(", ")} onBlur={(event) => onChange({ options: event.target.value.split(",").map((each) => each.trim()).filter(Boolean) })} />
      )}
      <label className="check">
        <input type="checkbox" checked={required} onChange={(event) => onChange({ required: event.target.checked })} />
        {words.required}
      </label>
      <button type="button" className="quiet" aria-label={words.removeAttribute(name)} onClick={onRemove}>
        ×
      </button>
    </li>
  );
}

/** A label: its name, colour, key, and what else is said of an object that has it. */
export function LabelRow({ label, onChange, onRemove }: { label: LabelOrder; onChange: (change: Partial<LabelOrder>) => void; onRemove: () => void }) {
  const attributes = label.attributes ?? [];
  const change = (place: number, part: Partial<Attribute>) => onChange({ attributes: attributes.map((each, number) => (number === place ? { ...each, ...part } : each)) });
  return (
    <li data-testid={`label-row-${label.name}`}>
      <div className="row">
        <input type="color" aria-label={words.color} value={label.color ?? "#888888"} onChange={(event) => onChange({ color: event.target.value })} />
        <input aria-label={words.label} value={label.name} required maxLength={100} onChange={(event) => onChange({ name: event.target.value })} />
        <input className="key" aria-label={words.shortcut} title={words.shortcut} placeholder={words.shortcut} value={label.shortcut ?? ""} maxLength={1} onChange={(event) => onChange({ shortcut: event.target.value || null })} />
        <button type="button" className="quiet" onClick={() => onChange({ attributes: [...attributes, { name: "", type: "text", options: [], required: false }] })}>
          {words.addAttribute}
        </button>
        <button type="button" className="quiet" title={words.removeLabel(label.name)} aria-label={words.removeLabel(label.name)} onClick={onRemove}>
          ×
        </button>
      </div>
      {attributes.length > 0 && (
        <ul className="attributes" aria-label={words.attributes}>
          {attributes.map((attribute, place) => (
            <AttributeRow key={place} attribute={attribute} onChange={(part) => change(place, part)} onRemove={() => onChange({ attributes: attributes.filter((_, number) => number !== place) })} />
          ))}
        </ul>
      )}
    </li>
  );
}
