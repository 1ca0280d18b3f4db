import { text } from "../../text/en";

interface Props {
  opacity: number;
  onOpacity: (value: number) => void;
  /** Null: there is no brush in the hand. */
  brush: { radius: number; longer: number; size: (radius: number) => void } | null;
  /** Null: there is no mask to simplify. Steps of a factor of two; 0 is what the server chooses. */
  simplify: { step: number; points: number; onStep: (step: number) => void } | null;
}

/** How things look and how fine they are: fill, brush, tolerance with the points that are left. */
export function Sliders({ opacity, onOpacity, brush, simplify }: Props) {
  const words = text.item;
  return (
    <div className="sliders">
      <label>
        <span>{words.opacity}</span>
        <input type="range" min="0" max="1" step="0.05" value={opacity} onChange={(event) => onOpacity(event.target.valueAsNumber)} />
        <output>{Math.round(100 * opacity)} %</output>
      </label>
      {brush && (
        <label>
          <span>{words.brushSize}</span>
          <input type="range" min="0.5" max={brush.longer / 4} step="0.5" value={brush.radius} onChange={(event) => brush.size(event.target.valueAsNumber)} />
          <output>{Math.round(2 * brush.radius)} px</output>
        </label>
      )}
      {simplify && (
        <label>
          <span>{words.tolerance}</span>
          <input type="range" min="-2" max="5" step="1" value={simplify.step} data-testid="simplify" onChange={(event) => simplify.onStep(event.target.valueAsNumber)} />
          <output data-testid="points">{words.shapes(simplify.points)}</output>
        </label>
      )}
    </div>
  );
}
