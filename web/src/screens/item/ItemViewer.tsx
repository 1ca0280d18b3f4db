import { useMemo, useState } from "react";

import { frameActionOf } from "../../actions/frameKeys";
import { type Action, type Actions, actionOf, isTaken } from "../../actions/keyboard";
import type { ImageRecord } from "../../api/images";
import type { AnswerMask, Rectangle } from "../../api/segment";
import type { Geometry, Item, Project } from "../../api/types";
import { type Shape, Stage } from "../../canvas/Stage";
import { boundsOf, countPoints, outlines, polygonShape, typeOf } from "../../geometry/shape";
import { type PromptSession, addPoint, canRedo, canUndo, clear, empty, redo, setBox, undo } from "../../prompting/session";
import { kept } from "../../state/attributes";
import { chooseLabel, labelOf } from "../../state/chosenLabel";
import { newUid } from "../../state/uid";
import { text } from "../../text/en";
import type { Tool } from "../../tools/tools";
import { Keys } from "../../ui/Keys";
import { Tour } from "../../ui/Tour";
import { useKeyDown } from "../../ui/useKeyDown";
import { useToggled } from "../../ui/useToggled";
import { AnnotationList } from "./AnnotationList";
import { Credit } from "./Credit";
import type { FrameBench } from "./frameBench";
import { LabelBar } from "./LabelBar";
import { PromptProblem } from "./PromptProblem";
import { Sliders } from "./Sliders";
import { Toolbar } from "./Toolbar";
import { useDrawing } from "./useDrawing";
import { usePointing } from "./usePointing";
import { useReshaping } from "./useReshaping";
import { useSelection } from "./useSelection";
import { useStrokes } from "./useStrokes";
import { useSuggestions } from "./useSuggestions";

interface Props {
  project: Project;
  item: Item;
  embedding: ImageRecord["embedding"] | null;
  /** The annotation to begin with. */
  first: string | null;
  onNext: () => void;
  onPrevious: () => void;
  /** The item is a frame of a sequence. */
  frames?: FrameBench;
}

/** What can be done while other frames pass than the one that is open. */
const HARMLESS: ReadonlySet<Action> = new Set(["sam", "select", "box", "polygon", "brush", "eraser", "thinner", "thicker", "zoomIn", "zoomOut", "fit", "help", "preview", "nextItem", "previousItem"]);
/** Without those that mean something else on a frame. */
const FRAME_KEYS = text.item.keys.filter(([key]) => !["Arrows", "Space + drag", "[ ]"].includes(key));
const NO_SHAPES: readonly Shape[] = [];

const TOOLS: readonly Tool[] = ["sam", "select", "box", "polygon", "brush", "eraser"];

/** What a click does to the session, and what its press asks ahead: they must be the same. */
const clicked = (x: number, y: number, add: boolean, lookingAt: Rectangle | null, shown: AnswerMask | null = null) => (session: PromptSession) =>
  addPoint(session, { x, y, label: add ? 1 : 0 }, shown, lookingAt);

/** One item's photo: draw, label, correct and judge. Every action is reachable by key and by button. */
export function ItemViewer({ project, item, embedding, first, onNext, onPrevious, frames }: Props) {
  const { image } = item;
  const drawing = useDrawing(project.uid, item.uid);
  const { annotations } = drawing;
  const [simplify, setSimplify] = useState(0);
  const usual = Math.max(1, Math.max(image.width, image.height) / 1024); // px, as the server has it
  const [tool, setTool] = useState<Tool>("sam");
  const pointing = usePointing(image.uid, tool, embedding, simplify === 0 ? null : usual * 2 ** simplify);
  const { prompts, step, draft, drafting, hover } = pointing;
  const strokes = useStrokes(image);
  const [label, setLabel] = useState(() => labelOf(project));
  const { selected, select, moveOn } = useSelection(item.uid, first, annotations, frames);
  const [refining, setRefining] = useState<string | null>(null);
  const [hidden, toggleHidden] = useToggled();
  const [locked, toggleLocked] = useToggled();
  const [opacity, setOpacity] = useState(1);
  const [sketch, setSketch] = useState<readonly (readonly [number, number])[]>([]);

  const [at, setAt] = useState(item.uid);
  if (at !== item.uid) {
    setAt(item.uid); // another frame of the sequence: what was begun on that one is given up
    setRefining(null);
    setSketch([]);
  }

  const isAway = frames?.isAway === true;
  const suggested = useSuggestions(project.uid, image.uid, draft?.mask ?? null);

  const chosen = locked.has(selected ?? "") ? undefined : drawing.find(selected ?? "");
  const reshaping = useReshaping(tool === "select" && !drafting ? (chosen ?? null) : null, (geometry) => selected && drawing.change(selected, { geometry, type: typeOf(geometry) }));
  const shapes = useMemo(() => {
    const colors = new Map(project.labels.map(({ name, color }) => [name, color]));
    return annotations
      .filter(({ uid, state }) => state !== "rejected" && !hidden.has(uid) && uid !== refining)
      .map((each) => {
        const geometry = each.uid === reshaping.uid ? reshaping.geometry : each.geometry;
        const color = each.label === null ? undefined : colors.get(each.label);
        return { id: each.uid, polygons: outlines(geometry), state: each.state, locked: locked.has(each.uid), ...(color !== undefined && { color }) };
      });
  }, [annotations, hidden, locked, refining, project.labels, reshaping.uid, reshaping.geometry]);
  const predictions = annotations.filter(({ state }) => state === "draft");

  const relabel = (uid: string, name: string | null) => {
    const values = drawing.find(uid)?.attributes ?? {};
    const next = project.labels.find((each) => each.name === name);
    drawing.change(uid, { label: name, ...(Object.keys(values).length > 0 && { attributes: kept(values, next) }) });
  };
  const pick = (name: string | null) => {
    setLabel(name);
    chooseLabel(project, name);
    if (chosen && !drafting) relabel(chosen.uid, name);
  };
  const create = (geometry: Geometry, source: "human" | "sam", named = label) => {
    const uid = newUid();
    drawing.create({ kind: "create", uid, item: item.uid, body: { project: project.uid, type: typeOf(geometry), geometry, source, label: named, state: project.reviews_people ? "draft" : "accepted" } });
    select(uid);
  };
  const prompt = (edit: (session: PromptSession) => PromptSession) => {
    drawing.forgetUndone(); // one line of undo: a new prompt comes after what was undone
    prompts.edit(edit);
  };
  const acceptMask = (named = label) => {
    const take = (mask: NonNullable<typeof draft>) => {
      if (mask.area === 0) return;
      const geometry = polygonShape(mask.polygon.polygons);
      if (refining !== null) drawing.change(refining, { geometry, type: "polygon" });
      else create(geometry, "sam", named);
      setRefining(null);
      prompts.edit(() => empty);
    };
    if (prompts.busy) prompts.whenAnswered(take);
    else if (draft) take(draft);
  };
  const go = (by: 1 | -1) => {
    if (predictions.length === 0) return;
    const at = predictions.findIndex(({ uid }) => uid === selected);
    select(predictions[at < 0 ? (by > 0 ? 0 : predictions.length - 1) : (at + by + predictions.length) % predictions.length]?.uid ?? null);
  };
  /** A decision about a prediction; the next one is selected. */
  const decide = (uid: string, decision: "accept" | "reject") => {
    const at = predictions.findIndex((each) => each.uid === uid);
    drawing.review(uid, { decision });
    moveOn(predictions[at + 1]?.uid ?? predictions[at - 1]?.uid ?? null);
  };
  const remove = (uid: string) => {
    if (drawing.find(uid)?.state === "draft") return decide(uid, "reject");
    drawing.remove(uid);
    moveOn(null);
  };
  const stroke = (points: readonly (readonly [number, number])[]) =>
    void strokes.stroke(points, tool === "eraser" ? "cut" : "add", chosen ?? null, {
      change: (geometry) => chosen && drawing.change(chosen.uid, { geometry, type: "polygon" }),
      create: (geometry) => create(geometry, "human"),
      remove: () => chosen && remove(chosen.uid),
    });
  const closeSketch = () => {
    if (sketch.length >= 3) create(polygonShape([{ exterior: sketch, holes: [] }]), "human");
    setSketch([]);
  };
  const actions = {
    ...pointing.actions,
    undo: () => {
      if (sketch.length > 0) setSketch(sketch.slice(0, -1));
      else if (canUndo(prompts.session)) prompts.edit(undo);
      else drawing.undo();
    },
    redo: () => {
      if (!canUndo(prompts.session) && drawing.canRedo) drawing.redo();
      else prompts.edit(redo);
    },
    clear: () => {
      if (pointing.help) return pointing.closeHelp();
      setSketch([]);
      setRefining(null);
      prompts.edit(clear);
      select(null);
    },
    accept: () => {
      if (sketch.length > 0) closeSketch();
      else if (drafting) acceptMask();
      else if (chosen?.state === "draft") decide(chosen.uid, "accept");
    },
  };
  const [best] = suggested;
  const shortcuts = project.labels.map(({ shortcut }) => shortcut);
  const byKey: Actions = {
    ...actions,
    sam: () => setTool("sam"),
    select: () => setTool("select"),
    box: () => setTool("box"),
    polygon: () => setTool("polygon"),
    brush: () => setTool("brush"),
    eraser: () => setTool("eraser"),
    thinner: strokes.thinner,
    thicker: strokes.thicker,
    refine: () => {
      const box = chosen && boundsOf(chosen.geometry);
      if (!chosen || !box) return;
      setTool("sam");
      setRefining(chosen.uid);
      prompt((session) => setBox(session, box));
    },
    acceptSuggested: () => acceptMask(best?.label ?? label),
    delete: () => chosen && remove(chosen.uid),
    nextPrediction: () => go(1),
    previousPrediction: () => go(-1),
    nextItem: onNext,
    previousItem: onPrevious,
  };
  useKeyDown((event) => {
    if (isTaken(event)) return;
    if (frames && frameActionOf(event, shortcuts)) return; // the timeline hears it
    const own = event.ctrlKey || event.metaKey || event.altKey ? undefined : project.labels.find(({ shortcut }) => shortcut === event.key);
    const action = actionOf(event);
    const act = action && (!isAway || HARMLESS.has(action)) ? byKey[action] : undefined;
    if (!own && !act) return;
    event.preventDefault();
    if (!own) act?.();
    else if (!isAway) pick(own.name);
  });

  return (
    <main className="viewer">
      <Toolbar
        tool={tool}
        tools={TOOLS}
        onTool={setTool}
        actions={actions}
        can={{
          undo: sketch.length > 0 || canUndo(prompts.session) || drawing.canUndo,
          redo: canRedo(prompts.session) || drawing.canRedo,
          accept: (draft !== null && draft.area > 0) || sketch.length >= 3 || chosen?.state === "draft",
          clear: drafting || sketch.length > 0,
        }}
        step={step}
        busy={prompts.busy}
        embedding={embedding}
        preview={pointing.preview}
      />
      <LabelBar labels={project.labels} chosen={label} onChoose={pick} suggested={suggested} onSuggestion={acceptMask} />
      <div className="desk">
        <Stage
          image={image}
          tool={tool}
          session={prompts.session}
          preview={isAway ? null : hover.preview}
          shapes={isAway ? NO_SHAPES : shapes}
          editable={isAway ? null : reshaping.editable}
          sketch={sketch}
          opacity={opacity}
          selected={selected}
          zoom={pointing.zoom}
          onPress={(x, y, add, lookingAt) => prompts.ahead(clicked(x, y, add, lookingAt))}
          onClick={(x, y, add, lookingAt, shown) => prompt(clicked(x, y, add, lookingAt, shown))}
          onHover={hover.point}
          onBox={(box) => prompt((s) => setBox(s, box))}
          onSelect={select}
          onDrawBox={(box) => create(box, "human")}
          onSketch={(x, y) => setSketch([...sketch, [x, y]])}
          onStroke={stroke}
          brush={strokes.radius}
          onPull={reshaping.pull}
          onRemoveVertex={reshaping.remove}
          onWake={isAway ? frames?.onWake : undefined}
          over={frames?.over}
        />
        <aside className="outlines" aria-label={text.item.annotations}>
          <Sliders
            opacity={opacity}
            onOpacity={setOpacity}
            brush={tool === "brush" || tool === "eraser" ? strokes : null}
            simplify={draft && { step: simplify, points: countPoints(draft.polygon.polygons), onStep: setSimplify }}
          />
          <AnnotationList
            annotations={annotations}
            labels={project.labels}
            selected={selected}
            hidden={hidden}
            onSelect={select}
            onLabel={relabel}
            onAttributes={(uid, attributes) => drawing.change(uid, { attributes })}
            locked={locked}
            onHide={toggleHidden}
            onLock={toggleLocked}
            onAccept={(uid) => decide(uid, "accept")}
            onReject={(uid) => decide(uid, "reject")}
            onRemove={remove}
          />
          <Credit metadata={item.metadata} />
          <Tour steps={text.tour.steps} />
        </aside>
        {pointing.help && <Keys keys={frames ? [...FRAME_KEYS, ...text.timeline.keys] : text.item.keys} />}
      </div>
      {frames?.below(annotations, chosen ?? null)}
      <PromptProblem prompts={prompts} />
    </main>
  );
}
