import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FormEvent } from "react";

import { activateModel, importModel, listModels, removeModel } from "../../api/models";
import type { Model } from "../../api/types";
import { settings } from "../../text/settings";
import { notify } from "../../ui/Notices";
import { useRole } from "../useRole";
import { Lines, Panel, useDoing } from "./Panel";

const words = settings.models;
const MODELS = ["models"] as const;
const ASKS_AGAIN_MS = 2_000;
const SHIPPED = "avala-mini";

function RunsOn({ of }: { of: Model }) {
  if (of.kind !== "promptable") return null;
  return (
    <>
      {Object.entries(of.engines).map(([part, engine]) => (
        <small key={part}>{words.engine(part, engine)}</small>
      ))}
    </>
  );
}

/** What each engine that was tried did on the probe images: how fast, and why one does not serve. */
function Checked({ of }: { of: Model }) {
  if (of.damage !== null) return <>{words.damaged(of.damage)}</>;
  if (of.kind === "detector") return <>{words.labels(of.labels.length)}</>;
  const { activation } = of;
  return (
    <>
      {activation?.state === "running" && <small role="status">{words.activating}</small>}
      {activation?.state === "done" && <small role="status">{words.starting}</small>}
      {activation?.state === "refused" && <small>{words.refused(activation.reason ?? "")}</small>}
      {of.measured.map(({ part, engine, ms, refused }) => (
        <small key={`${part}${engine}`}>
          {words.engine(part, engine)} {refused === null ? [ms === null ? null : words.ms(ms), words.same].filter(Boolean).join(", ") : words.refused(refused)}
        </small>
      ))}
    </>
  );
}

/** Being checked, or passed and waiting for the server to start again with it. */
const isActivating = (of: Model) => of.kind === "promptable" && !of.active && (of.activation?.state === "running" || of.activation?.state === "done");

/** Files of a model, sent and tried. */
function Import() {
  const queries = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: ({ files, ...said }: { files: File[]; name: string; license: string }) => importModel(files, said),
    onSuccess: ({ name }) => {
      notify({ kind: "done", words: words.imported(name) });
      void queries.invalidateQueries({ queryKey: MODELS });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const said = new FormData(form);
    const files = said.getAll("files").filter((each): each is File => each instanceof File && each.size > 0);
    const text = (name: string) => String(said.get(name)).trim();
    mutate({ files, name: text("name"), license: text("license") }, { onSuccess: () => form.reset() });
  };
  return (
    <form className="row" onSubmit={submit}>
      <label className="wide">
        {words.files}
        <input name="files" type="file" multiple required />
      </label>
      <label>
        {words.name}
        <input name="name" maxLength={64} pattern="[a-z0-9][a-z0-9._\-]*" placeholder={words.nameExample} />
      </label>
      <label>
        {words.license}
        <input name="license" maxLength={1000} />
      </label>
      <button type="submit" className="primary" disabled={isPending}>
        {isPending ? words.importing : words.import}
      </button>
    </form>
  );
}

/** The models of this server, whether they can be trusted, and which one serves clicks. */
export function ModelsPanel() {
  const { leads } = useRole();
  const { data = [] } = useQuery({
    queryKey: MODELS,
    queryFn: listModels,
    refetchInterval: ({ state }) => (state.data?.some(isActivating) ? ASKS_AGAIN_MS : false),
  });
  const activating = useDoing<Model>(MODELS, ({ name }) => activateModel(name), ({ name }) => words.reallyActivate(name));
  const removing = useDoing<Model>(MODELS, ({ name }) => removeModel(name), ({ name }) => words.reallyRemove(name));
  return (
    <Panel id="models" title={settings.sections.models}>
      <Lines columns={words.columns}>
        {data.map((each) => (
          <tr key={each.name} data-testid={`model-${each.name}`}>
            <td>
              {each.name}
              {typeof each.license === "string" && <small>{each.license}</small>}
            </td>
            <td>
              {each.kind}
              {each.kind === "promptable" && each.active && <small>{words.active}</small>}
            </td>
            <td>
              <RunsOn of={each} />
            </td>
            <td>
              <Checked of={each} />
            </td>
            <td>
              {leads && each.kind === "promptable" && !each.active && (
                <button type="button" disabled={data.some(isActivating)} onClick={() => activating.run(each)} aria-label={`${words.activate}: ${each.name}`}>
                  {words.activate}
                </button>
              )}
              {leads && each.name !== SHIPPED && !(each.kind === "promptable" && each.active) && (
                <button type="button" onClick={() => removing.run(each)} aria-label={`${words.remove}: ${each.name}`}>
                  {words.remove}
                </button>
              )}
            </td>
          </tr>
        ))}
      </Lines>
      {leads && <Import />}
      <p className="hint">{words.importHint}</p>
    </Panel>
  );
}
