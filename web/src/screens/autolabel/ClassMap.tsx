import { text } from "../../text/en";

const MOST_MAPPED = 12;

interface Props {
  classes: readonly string[];
  labels: readonly string[];
  map: Readonly<Record<string, string>>;
  onMap: (map: Record<string, string>) => void;
}

/** Which label of the project a class of the model means, where it is not called the same. */
export function ClassMap({ classes, labels, map, onMap }: Props) {
  const words = text.autoLabel;
  const known = classes.filter((each) => labels.includes(each));
  const others = classes.filter((each) => !labels.includes(each));
  if (classes.length === 0) return null;
  return (
    <div className="class-map">
      <p className="hint">{known.length > 0 ? words.sameName(known.slice(0, MOST_MAPPED).join(", ")) : words.noneSame}</p>
      {others.length <= MOST_MAPPED ? (
        others.map((each) => (
          <label key={each}>
            {each} →
            <select
              aria-label={words.meaning(each)}
              value={map[each] ?? ""}
              onChange={(event) => {
                const rest = Object.entries(map).filter(([name]) => name !== each);
                onMap(Object.fromEntries(event.target.value ? [...rest, [each, event.target.value]] : rest));
              }}
            >
              <option value="">{words.noDrafts}</option>
              {labels.map((label) => (
                <option key={label}>{label}</option>
              ))}
            </select>
          </label>
        ))
      ) : (
        <p className="hint">{words.otherClasses(others.length)}</p>
      )}
    </div>
  );
}
