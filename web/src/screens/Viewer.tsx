import { useCallback, useEffect, useState } from "react";

import { type Actions, actionOf, isTaken } from "../actions/keyboard";
import type { ImageRecord } from "../api/images";
import type { AnswerMask } from "../api/segment";
import { Stage } from "../canvas/Stage";
import { type PromptSession, addPoint, canRedo, canUndo, clear, empty, redo, setBox, undo } from "../prompting/session";
import { type Outline, load, save } from "../state/annotations";
import { type History, forgetFuture, history, record, stepBack, stepForward } from "../state/undo";
import { text } from "../text/en";
import type { Tool } from "../tools/tools";
import { Keys } from "../ui/Keys";
import { useKeyDown } from "../ui/useKeyDown";
import { OutlineList } from "./OutlineList";
import { PromptProblem } from "./PromptProblem";
import { Toolbar } from "./Toolbar";
import { usePointing } from "./usePointing";
import type { Photo } from "./Workspace";

const TOOLS: readonly Tool[] = ["sam", "select"];

/** One photo: tools above, outlines beside, every action reachable by key and by button. */
export function Viewer({ photo, embedding, onDraft }: { photo: Photo; embedding: ImageRecord["embedding"] | null; onDraft: (drafting: boolean) => void }) {
  const { image } = photo;
  const [tool, setTool] = useState<Tool>("sam");
  const pointing = usePointing(image.uid, tool, embedding);
  const { prompts, step, draft, drafting, hover } = pointing;
  const [kept, setKept] = useState<History<readonly Outline[]>>(() => history(load(image.uid)));
  const outlines = kept.now;
  const [selected, setSelected] = useState<string | null>(null);
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
  const actions = {
    ...pointing.actions,
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
      if (pointing.help) return pointing.closeHelp();
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
  };
  useKeyDown((event) => {
    const action = isTaken(event) ? null : actionOf(event);
    const act = action && (actions as Actions)[action];
    if (!act) return;
    event.preventDefault();
    act();
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
        preview={pointing.preview}
      />
      <div className="desk">
        <Stage
          image={image}
          tool={tool}
          session={prompts.session}
          preview={hover.preview}
          shapes={outlines}
          selected={selected}
          zoom={pointing.zoom}
          onClick={(x, y, add, shown) => prompt((s) => addPoint(s, { x, y, label: add ? 1 : 0 }, shown))}
          onHover={hover.point}
          onBox={(box) => prompt((s) => setBox(s, box))}
          onSelect={setSelected}
        />
        <OutlineList photo={photo} outlines={outlines} selected={selected} onSelect={setSelected} onRemove={remove} />
        {pointing.help && <Keys keys={text.keys} />}
      </div>
      <PromptProblem prompts={prompts} />
    </main>
  );
}
