import type { ImageRecord } from "../../api/images";
import type { Step } from "../../prompting/session";
import { text } from "../../text/en";
import type { Tool } from "../../tools/tools";

interface Props {
  tool: Tool;
  tools: readonly Tool[];
  onTool: (tool: Tool) => void;
  actions: Record<"undo" | "redo" | "clear" | "accept" | "preview" | "mask1" | "mask2" | "mask3" | "zoomIn" | "zoomOut" | "fit" | "help", () => void>;
  can: { undo: boolean; redo: boolean; accept: boolean; clear: boolean };
  step: Step | null;
  busy: boolean;
  embedding: ImageRecord["embedding"] | null;
  preview: "on" | "off" | "paused";
}

function Button({ name, label, glyph, onPress, disabled, pressed }: { name: string; label: string; glyph: string; onPress: () => void; disabled?: boolean; pressed?: boolean }) {
  return (
    <button type="button" data-testid={name} title={label} aria-label={label} aria-pressed={pressed} disabled={disabled} onClick={onPress}>
      {glyph}
    </button>
  );
}

export function Toolbar({ tool, tools, onTool, actions, can, step, busy, embedding, preview }: Props) {
  const masks = step?.answer?.masks ?? [];
  const best = masks[step?.chosen ?? 0];
  const choices = [actions.mask1, actions.mask2, actions.mask3];
  return (
    <div className="toolbar" role="toolbar">
      <span className="group">
        {tools.map((each) => (
          <Button key={each} name={`tool-${each}`} label={text.tools[each].label} glyph={text.tools[each].glyph} onPress={() => onTool(each)} pressed={tool === each} />
        ))}
        <Button name="preview" label={preview === "paused" ? text.previewPaused : text.preview} glyph={preview === "paused" ? "Preview …" : "Preview"} onPress={actions.preview} pressed={preview !== "off"} />
      </span>
      <span className="group">
        <Button name="undo" label={text.undo} glyph="↶" onPress={actions.undo} disabled={!can.undo} />
        <Button name="redo" label={text.redo} glyph="↷" onPress={actions.redo} disabled={!can.redo} />
        <Button name="clear" label={text.clear} glyph="Clear" onPress={actions.clear} disabled={!can.clear} />
        <button type="button" className="primary" data-testid="accept" title={text.accept} disabled={!can.accept} onClick={actions.accept}>
          Accept
        </button>
      </span>
      {masks.length > 1 && (
        <span className="group" aria-label={text.mask}>
          {masks.slice(0, 3).map((mask, i) => (
            <Button key={mask.mask} name={`mask-choice-${i + 1}`} label={`${text.mask} ${i + 1}, ${text.score} ${mask.score.toFixed(2)}`} glyph={String(i + 1)} onPress={choices[i] ?? (() => undefined)} pressed={i === step?.chosen} />
          ))}
        </span>
      )}
      <span className="readout" aria-live="polite">
        {embedding && !(best && embedding === "ready") && (
          <span data-testid="embedding" data-state={embedding} className={embedding === "ready" ? "ready" : "working"}>
            {text.embedding[embedding]}
          </span>
        )}
        {busy && <span className="working">{text.working}</span>}
        {best && step?.milliseconds != null && (
          <>
            <span data-testid="score">
              {text.score} {best.score.toFixed(2)}
            </span>
            <span data-testid="latency" title={Object.entries(step.answer?.timings_ms ?? {}).map(([k, v]) => `${k} ${v.toFixed(1)} ms`).join("\n")}>
              {Math.round(step.milliseconds)} {text.ms}
            </span>
          </>
        )}
      </span>
      <span className="group">
        <Button name="zoom-out" label={text.zoomOut} glyph="−" onPress={actions.zoomOut} />
        <Button name="zoom-fit" label={text.zoomFit} glyph="Fit" onPress={actions.fit} />
        <Button name="zoom-in" label={text.zoomIn} glyph="+" onPress={actions.zoomIn} />
        <Button name="help" label={text.help} glyph="?" onPress={actions.help} />
      </span>
    </div>
  );
}
