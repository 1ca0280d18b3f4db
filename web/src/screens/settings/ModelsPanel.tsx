import { useQuery } from "@tanstack/react-query";

import { listModels } from "../../api/models";
import type { Model } from "../../api/types";
import { settings } from "../../text/settings";
import { Lines, Panel } from "./Panel";

const words = settings.models;

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
  if (of.kind === "detector") return <>{of.damage === null ? words.labels(of.labels.length) : words.damaged(of.damage)}</>;
  return (
    <>
      {of.measured.map(({ part, engine, ms, refused }) => (
        <small key={`${part}${engine}`}>
          {words.engine(part, engine)} {refused === null ? [ms === null ? null : words.ms(ms), words.same].filter(Boolean).join(", ") : words.refused(refused)}
        </small>
      ))}
    </>
  );
}

/** The models of this server and whether they can be trusted. */
export function ModelsPanel() {
  const { data = [] } = useQuery({ queryKey: ["models"], queryFn: listModels });
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
            <td />
          </tr>
        ))}
      </Lines>
      <p className="hint">
        <code>{words.importHint}</code>
      </p>
    </Panel>
  );
}
