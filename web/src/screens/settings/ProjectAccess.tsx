import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { listDatasets } from "../../api/datasets";
import { listKeys } from "../../api/settings";
import type { Project } from "../../api/types";
import { settings } from "../../text/settings";
import { useRole } from "../useRole";

const words = settings.project;

interface ChoicesProps {
  name: string;
  title: string;
  hint: string;
  choices: readonly { value: string; words: string }[];
  chosen: readonly string[];
}

function Choices({ name, title, hint, choices, chosen }: ChoicesProps) {
  return (
    <fieldset className="choices">
      <legend>{title}</legend>
      {choices.map((each) => (
        <label key={each.value} className="check">
          <input type="checkbox" name={name} value={each.value} defaultChecked={chosen.includes(each.value)} />
          {each.words}
        </label>
      ))}
      <p className="hint">{hint}</p>
    </fieldset>
  );
}

/** The datasets of which a project shows the photos, and whom it is shown to; fields of the form around it. */
export function ProjectAccess({ project }: { project: Project }) {
  const { leads } = useRole();
  const [isForMembers, setForMembers] = useState(project.members_only);
  const { data: datasets } = useQuery({ queryKey: ["datasets"], queryFn: listDatasets });
  const { data: keys = [], isPending } = useQuery({ queryKey: ["keys"], queryFn: listKeys, enabled: leads });
  const people = [...new Set([...project.members, ...keys.filter(({ state }) => state === "active").map(({ username }) => username)])].sort();
  return (
    <>
      {datasets && (
        <Choices name="datasets" title={words.datasets} hint={words.datasetsHint} choices={datasets.map(({ uid, name }) => ({ value: uid, words: name }))} chosen={project.datasets} />
      )}
      <label className="check">
        <input type="checkbox" name="members_only" checked={isForMembers} onChange={(event) => setForMembers(event.target.checked)} />
        {words.membersOnly}
      </label>
      {isForMembers && leads && !isPending && (
        <Choices name="members" title={words.members} hint={words.membersHint} choices={people.map((each) => ({ value: each, words: each }))} chosen={project.members} />
      )}
    </>
  );
}
