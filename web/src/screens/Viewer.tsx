import { useEffect, useState } from "react";

import { type Action, actionOf } from "../actions/keyboard";
import { Stage } from "../canvas/Stage";
import { addPoint, canRedo, canUndo, choose, chosenMask, current, empty, redo, setBox, undo } from "../prompting/session";
import { type Outline, load, save } from "../state/annotations";
import { text } from "../text/en";
import type { Tool } from "../tools/tools";
import { OutlineList } from "./OutlineList";
import { Toolbar } from "./Toolbar";
import { usePrompts } from "./usePrompts";
import type { Photo } from "./Workspace";

/** One photo: tools above, outlines beside, every action reachable by key and by button. */
export function Viewer({ photo }: { photo: Photo }) {
  const { image } = photo;
  const prompts = usePrompts(image.uid);
  const [tool, setTool] = useState<Tool>("sam");
  const [outlines, setOutlines] = useState<readonly Outline[]>(() => load(image.uid));
  const [selected, setSelected] = useState<string | null>(null);
  const [zoom, setZoom] = useState<{ by: number | "fit"; turn: number }>({ by: 1, turn: 0 });
  const [help, setHelp] = useState(false);
  const step = current(prompts.session);
  const draft = chosenMask(step);

  const keep = (next: readonly Outline[]) => {
    setOutlines(next);
    if (!save(image.uid, next)) prompts.report("This browser does not keep data for this page; download the JSON before you leave.");
  };
  const remove = (id: string) => {
    keep(outlines.filter((outline) => outline.id !== id));
    setSelected(null);
  };
  const zoomBy = (by: number | "fit") => setZoom((z) => ({ by, turn: z.turn + 1 }));
  const actions: Record<Action, () => void> = {
    sam: () => setTool("sam"),
    select: () => setTool("select"),
    undo: () => prompts.edit(undo),
    redo: () => prompts.edit(redo),
    clear: () => {
      prompts.edit(() => empty);
      setSelected(null);
      setHelp(false);
    },
    accept: () => {
      if (!draft || draft.area === 0) return;
      keep([...outlines, { id: crypto.randomUUID?.() ?? String(Date.now()), polygons: draft.polygon.polygons, score: draft.score }]);
      prompts.edit(() => empty);
    },
    delete: () => {
      if (selected) remove(selected);
    },
    zoomIn: () => zoomBy(1.25),
    zoomOut: () => zoomBy(0.8),
    fit: () => zoomBy("fit"),
    help: () => setHelp((shown) => !shown),
    mask1: () => prompts.edit((s) => choose(s, 0)),
    mask2: () => prompts.edit((s) => choose(s, 1)),
    mask3: () => prompts.edit((s) => choose(s, 2)),
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return;
      const action = actionOf(event);
      if (!action) return;
      event.preventDefault();
      actions[action]();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <main className="viewer">
      <Toolbar
        tool={tool}
        actions={actions}
        can={{ undo: canUndo(prompts.session), redo: canRedo(prompts.session), accept: draft !== null && draft.area > 0, clear: step !== null }}
        step={step}
        busy={prompts.busy}
      />
      <div className="desk">
        <Stage
          image={image}
          tool={tool}
          session={prompts.session}
          outlines={outlines}
          selected={selected}
          zoom={zoom}
          onClick={(x, y, add) => prompts.edit((s) => addPoint(s, { x, y, label: add ? 1 : 0 }))}
          onBox={(box) => prompts.edit((s) => setBox(s, box))}
          onSelect={setSelected}
        />
        <OutlineList photo={photo} outlines={outlines} selected={selected} onSelect={setSelected} onRemove={remove} />
        {help && (
          <dl className="help">
            {text.keys.map(([key, what]) => (
              <div key={key}>
                <dt>{key}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {prompts.error && (
        <div role="alert" className="banner" data-testid="error-banner">
          <span>{prompts.error}</span>
          <button type="button" onClick={() => prompts.report(null)} aria-label={text.dismiss}>
            ×
          </button>
        </div>
      )}
    </main>
  );
}
