import { useCallback, useEffect, useState } from "react";

import { type Actions, actionOf, isTaken } from "../actions/keyboard";
import type { ImageRecord } from "../api/images";
import type { AnswerMask } from "../api/segment";
import { Stage } from "../canvas/Stage";
import { type PromptSession, addPoint, canRedo, canUndo, choose, chosenMask, clear, current, empty, isBlank, redo, setBox, undo } from "../prompting/session";
import { type Outline, load, save } from "../state/annotations";
import { choosePreview, wantsPreview } from "../state/previewChoice";
import { type History, forgetFuture, history, record, stepBack, stepForward } from "../state/undo";
import { text } from "../text/en";
import type { Tool } from "../tools/tools";
import { Keys } from "../ui/Keys";
import { OutlineList } from "./OutlineList";
import { PromptProblem } from "./PromptProblem";
import { Toolbar } from "./Toolbar";
import { useHover } from "./useHover";
import { usePrompts } from "./usePrompts";
import type { Photo } from "./Workspace";

const TOOLS: readonly Tool[] = ["sam", "select"];

/** One photo: tools above, outlines beside, every action reachable by key and by button. */
export function Viewer({ photo, embedding, onDraft }: { photo: Photo; embedding: ImageRecord["embedding"] | null; onDraft: (drafting: boolean) => void }) {
  const { image } = photo;
  const prompts = usePrompts(image.uid);
  const [tool, setTool] = useState<Tool>("sam");
  const [kept, setKept] = useState<History<readonly Outline[]>>(() => history(load(image.uid)));
  const outlines = kept.now;
  const [selected, setSelected] = useState<string | null>(null);
  const [zoom, setZoom] = useState<{ by: number | "fit"; turn: number }>({ by: 1, turn: 0 });
  const [help, setHelp] = useState(false);
  const step = current(prompts.session);
  const draft = chosenMask(step);

  const drafting = !isBlank(step);
  const [previewing, setPreviewing] = useState(() => wantsPreview());
  const hover = useHover(image.uid, previewing && tool === "sam" && !drafting && embedding === "ready");
  useEffect(() => onDraft(drafting), [drafting, onDraft]);

  const { report } = prompts;
  const touched = kept.past.length + kept.future.length > 0;
  useEffect(() => {
    if (touched && !save(image.uid, outlines)) report(text.notKept);
  }, [touched, outlines, image.uid, report]);

  const prompt = (edit: (session: PromptSession) => PromptSession) => {
    setKept(forgetFuture); // one line of undo: a new prompt comes after what was undone
    prompts.edit(edit);
  };
  const accept = (mask: AnswerMask) => {
    if (mask.area === 0) return;
    const outline = { id: crypto.randomUUID?.() ?? String(Date.now()), polygons: mask.polygon.polygons, score: mask.score };
    setKept((k) => record(k, [...k.now, outline]));
    prompts.edit(() => empty);
  };
  const remove = useCallback((id: string) => {
    const others = (all: readonly Outline[]) => all.filter((outline) => outline.id !== id);
    setKept((k) => record(k, others(k.now)));
    setSelected(null);
  }, []);
  const zoomBy = (by: number | "fit") => setZoom((z) => ({ by, turn: z.turn + 1 }));
  const actions = {
    sam: () => setTool("sam"),
    select: () => setTool("select"),
    undo: () => {
      if (canUndo(prompts.session)) prompts.edit(undo);
      else if (kept.past.length > 0) setKept(stepBack);
    },
    redo: () => {
      if (!canUndo(prompts.session) && kept.future.length > 0) setKept(stepForward);
      else prompts.edit(redo);
    },
    clear: () => {
      if (help) return setHelp(false);
      prompts.edit(clear);
      setSelected(null);
    },
    accept: () => {
      if (prompts.busy) prompts.whenAnswered(accept);
      else if (draft) accept(draft);
    },
    delete: () => {
      if (selected) remove(selected);
    },
    zoomIn: () => zoomBy(1.25),
    zoomOut: () => zoomBy(0.8),
    fit: () => zoomBy("fit"),
    help: () => setHelp((shown) => !shown),
    preview: () => {
      choosePreview(!previewing);
      setPreviewing(!previewing);
    },
    mask1: () => prompts.edit((s) => choose(s, 0)),
    mask2: () => prompts.edit((s) => choose(s, 1)),
    mask3: () => prompts.edit((s) => choose(s, 2)),
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = isTaken(event) ? null : actionOf(event);
      const act = action && (actions as Actions)[action];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <main className="viewer">
      <Toolbar
        tool={tool}
        tools={TOOLS}
        onTool={setTool}
        actions={actions}
        can={{
          undo: canUndo(prompts.session) || kept.past.length > 0,
          redo: canRedo(prompts.session) || kept.future.length > 0,
          accept: draft !== null && draft.area > 0,
          clear: drafting,
        }}
        step={step}
        busy={prompts.busy}
        embedding={embedding}
        preview={!previewing ? "off" : hover.paused ? "paused" : "on"}
      />
      <div className="desk">
        <Stage
          image={image}
          tool={tool}
          session={prompts.session}
          preview={hover.preview}
          shapes={outlines}
          selected={selected}
          zoom={zoom}
          onClick={(x, y, add, shown) => prompt((s) => addPoint(s, { x, y, label: add ? 1 : 0 }, shown))}
          onHover={hover.point}
          onBox={(box) => prompt((s) => setBox(s, box))}
          onSelect={setSelected}
        />
        <OutlineList photo={photo} outlines={outlines} selected={selected} onSelect={setSelected} onRemove={remove} />
        {help && <Keys keys={text.keys} />}
      </div>
      <PromptProblem prompts={prompts} />
    </main>
  );
}
