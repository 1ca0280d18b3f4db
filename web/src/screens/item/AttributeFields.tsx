import type { Annotation, Attribute } from "../../api/types";
import { text } from "../../text/en";

interface Props {
  attribute: Attribute;
  value: unknown;
  onChange: (value: unknown) => void;
}

const optionsOf = ({ options }: Attribute) => options ?? [];

function Several({ attribute, value, onChange }: Props) {
  const chosen = Array.isArray(value) ? value.map(String) : [];
  return (
    <fieldset>
      <legend>{attribute.name}</legend>
      {optionsOf(attribute).map((option) => (
        <label key={option} className="check">
          <input type="checkbox" checked={chosen.includes(option)} onChange={(event) => onChange(optionsOf(attribute).filter((each) => (each === option ? event.target.checked : chosen.includes(each))))} />
          {option}
        </label>
      ))}
    </fieldset>
  );
}

function Field({ attribute, value, onChange }: Props) {
  const { name, type, required } = attribute;
  if (type === "multi_select") return <Several attribute={attribute} value={value} onChange={onChange} />;
  if (type === "checkbox") {
    return (
      <label className="check">
        <input type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {name}
      </label>
    );
  }
  return (
    <label className={required === true && (value === undefined || value === "") ? "missing" : ""}>
      {name}
      {type === "dropdown" ? (
        <select value={typeof value === "string" ? value : ""} onChange={(event) => onChange(event.target.value || undefined)}>
          <option value="">{text.item.noValue}</option>
          {optionsOf(attribute).map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      ) : (
        // Kept when it is left, not at each letter: every change is a version.
        <input
          key={String(value)}
          type={type === "number" ? "number" : "text"}
          step="any"
          defaultValue={typeof value === "number" || typeof value === "string" ? value : ""}
          onBlur={(event) => {
            const typed = event.target.value.trim();
            const next = typed === "" ? undefined : type === "number" ? Number(typed) : typed;
            if (next !== value) onChange(next);
          }}
          onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
        />
      )}
    </label>
  );
}

/** What else is said of an object, by the attributes of its label. */
export function AttributeFields({ annotation, attributes, onChange }: { annotation: Annotation; attributes: readonly Attribute[]; onChange: (values: Annotation["attributes"]) => void }) {
  if (attributes.length === 0) return null;
  const change = (name: string, value: unknown) => {
    const others = Object.entries(annotation.attributes).filter(([each]) => each !== name);
    onChange(Object.fromEntries(value === undefined ? others : [...others, [name, value]]));
  };
  return (
    <div className="attribute-fields" data-testid="attributes">
      {attributes.map((attribute) => (
        <Field key={attribute.name} attribute={attribute} value={annotation.attributes[attribute.name]} onChange={(value) => change(attribute.name, value)} />
      ))}
    </div>
  );
}
