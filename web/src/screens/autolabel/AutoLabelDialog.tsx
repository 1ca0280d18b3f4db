import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { cancelJob, orderAutoLabel } from "../../api/jobs";
import type { AutoLabelOrder, Label } from "../../api/types";
import { isOver, throughOf } from "../../state/jobs";
import { text } from "../../text/en";
import { Dialog } from "../../ui/Dialog";
import { ClassMap } from "./ClassMap";
import { Outcome } from "./Outcome";
import { useFollow } from "./useFollow";
import { ThresholdPreview } from "./ThresholdPreview";
import { type Choice, EVERYTHING, useModels } from "./useModels";
import { usePredictions } from "./usePredictions";
import { watchJob } from "./useProjectJob";

const USUAL_THRESHOLD = 0.5;
const KINDS = ["detector", "connected", "everything"] as const;

interface Props {
  project: string;
  labels: readonly Label[];
  /** uids of the items that are selected. */
  selected: ReadonlySet<string>;
  /** uid of the item on which the threshold is looked at. */
  shown: string | undefined;
  onClose: () => void;
}

function ModelChoice({ models, model, onChoose }: { models: readonly Choice[]; model: string; onChoose: (model: string) => void }) {
  return (
    <label>
      {text.autoLabel.model}
      <select aria-label={text.autoLabel.model} value={model} onChange={(event) => onChoose(event.target.value)}>
        {KINDS.map((kind) => {
          const those = models.filter((each) => each.kind === kind);
          return (
            those.length > 0 && (
              <optgroup key={kind} label={text.autoLabel.kinds[kind]}>
                {those.map((each) => (
                  <option key={each.model} value={each.model}>
                    {each.name}
                  </option>
                ))}
              </optgroup>
            )
          );
        })}
      </select>
    </label>
  );
}

/** What is asked of a model, tried without saving, and begun. */
export function AutoLabelDialog({ project, labels, selected, shown, onClose }: Props) {
  const words = text.autoLabel;
  const queries = useQueryClient();
  const models = useModels(project, words.everything);
  const [chosen, setChosen] = useState<string | null>(null);
  const [threshold, setThreshold] = useState<number | null>(null);
  const [isOfSelected, setOfSelected] = useState(selected.size > 0);
  const [refines, setRefines] = useState(false);
  const [replaces, setReplaces] = useState(false);
  const [map, setMap] = useState<Record<string, string>>({});
  const [tried, setTried] = useState<string | null>(null);
  const trial = useFollow(tried, () => undefined);

  const model = models?.find((each) => each.model === chosen) ?? models?.[0];
  const level = threshold ?? model?.threshold ?? USUAL_THRESHOLD;
  const names = labels.map(({ name }) => name);
  const asked: AutoLabelOrder = model?.model === EVERYTHING ? { model_type: "sam3" } : { model: model?.model ?? null, label_map: map };
  const [allowed, setAllowed] = useState<string | null>(null); // a model that may be asked about the shown item though it takes long, or money
  const mayAsk = model !== undefined && (model.kind === "detector" || model.model === allowed);
  const predictions = usePredictions(project, shown ?? "", shown !== undefined && mayAsk ? asked : null);
  const order = (isTrial: boolean): AutoLabelOrder => ({
    ...asked,
    confidence_threshold: level,
    items: isOfSelected ? [...selected] : null,
    refine: refines && model?.kind !== "everything" ? "sam" : null,
    overwrite: replaces ? "drafts" : "never",
    dry_run: isTrial,
  });
  const endTrial = () => {
    if (tried !== null && !(trial && isOver(trial.status))) void cancelJob(tried);
    setTried(null);
  };
  const trying = useMutation({ mutationFn: () => orderAutoLabel(project, order(true)), meta: { saysItself: true }, onSuccess: ({ uid }) => setTried(uid) });
  const running = useMutation({
    mutationFn: () => orderAutoLabel(project, order(false)),
    meta: { saysItself: true },
    onSuccess: ({ uid }) => {
      endTrial();
      watchJob(project, uid);
      void queries.invalidateQueries({ queryKey: ["jobs"] });
      onClose();
    },
  });
  const close = () => {
    endTrial();
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    running.mutate();
  };
  const problem = running.error ?? trying.error;
  return (
    <Dialog title={words.title} onClose={close}>
      <form className="sheet auto-label" onSubmit={submit} onChange={endTrial}>
        {models && model && (
          <div className="terms">
            <fieldset>
              <legend>{words.items}</legend>
              <label>
                <input type="radio" name="scope" checked={isOfSelected} disabled={selected.size === 0} onChange={() => setOfSelected(true)} />
                {words.ofSelected(selected.size)}
              </label>
              <label>
                <input type="radio" name="scope" checked={!isOfSelected} onChange={() => setOfSelected(false)} />
                {words.ofAll}
              </label>
            </fieldset>
            <ModelChoice models={models} model={model.model} onChoose={setChosen} />
            {model.kind === "everything" ? <p className="hint">{words.everythingHint}</p> : <ClassMap classes={model.classes} labels={names} map={map} onMap={setMap} />}
            <label>
              <span>
                {words.threshold} <b>{level.toFixed(2)}</b>
              </span>
              <input type="range" min={0} max={1} step={0.01} value={level} aria-label={words.threshold} onChange={(event) => setThreshold(event.target.valueAsNumber)} />
            </label>
            <label className="tick">
              <input type="checkbox" checked={refines && model.kind !== "everything"} disabled={model.kind === "everything"} onChange={(event) => setRefines(event.target.checked)} />
              {words.refine}
            </label>
            <label className="tick">
              <input type="checkbox" checked={replaces} onChange={(event) => setReplaces(event.target.checked)} />
              {words.replace}
            </label>
          </div>
        )}
        {shown !== undefined && model && (
          <ThresholdPreview
            item={shown}
            labels={labels}
            terms={{ threshold: level, map, labels: names }}
            predictions={predictions}
            onAsk={mayAsk ? null : () => setAllowed(model.model)}
          />
        )}
        {/* Of one height, so that the buttons stay where they are. */}
        <div className="trial" role="status" data-testid="trial">
          {problem ? (
            <span className="problem">{problem.message}</span>
          ) : trial && isOver(trial.status) ? (
            <>
              <Outcome job={trial} /> {trial.started_at && trial.finished_at && <span>{words.took(secondsBetween(trial.started_at, trial.finished_at), throughOf(trial.progress))}</span>}
              {trial.progress.failed > 0 && <span className="problem"> {words.failed(trial.progress.failed)}</span>}
            </>
          ) : trial ? (
            <>
              <progress max={trial.progress.total} value={throughOf(trial.progress)} aria-label={words.tryOut} />
              {words.trying(throughOf(trial.progress), trial.progress.total)}
            </>
          ) : (
            <span className="hint">{words.tryHint}</span>
          )}
        </div>
        <footer>
          <button type="button" onClick={close}>
            {text.cancel}
          </button>
          <button type="button" disabled={!model || trying.isPending || tried !== null} onClick={() => trying.mutate()}>
            {words.tryOut}
          </button>
          <button type="submit" className="primary" disabled={!model || running.isPending}>
            {words.run}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

const secondsBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 1000;
