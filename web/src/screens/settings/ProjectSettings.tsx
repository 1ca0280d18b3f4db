import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";

import { ServerError } from "../../api/http";
import { changeProject } from "../../api/projects";
import type { LabelOrder, Project } from "../../api/types";
import { withLabels } from "../../state/newLabels";
import { text } from "../../text/en";
import { settings } from "../../text/settings";
import { notify } from "../../ui/Notices";
import { ProjectHead } from "../project/ProjectHead";
import { useProject } from "../records";
import { LabelRow } from "./LabelRow";
import { ProjectAccess } from "./ProjectAccess";

const words = settings.project;

/** A project's name, rules, and labels with their keys and attributes. */
function Form({ project }: { project: Project }) {
  const queries = useQueryClient();
  const [labels, setLabels] = useState<readonly LabelOrder[]>(project.labels);
  const [typed, setTyped] = useState("");
  const saving = useMutation({
    mutationFn: (change: Parameters<typeof changeProject>[1]) => changeProject(project, change),
    onSuccess: (now) => {
      queries.setQueryData(["project", project.uid], now);
      setLabels(now.labels);
      notify({ kind: "done", words: words.saved });
    },
    onError: (reason) => {
      // What was typed stays in the form; the next attempt is of the version that was read now.
      if (reason instanceof ServerError && reason.status === 412) {
        notify({ kind: "problem", words: words.stale });
        void queries.invalidateQueries({ queryKey: ["project", project.uid] });
      }
    },
  });
  const add = () => {
    const there = labels.map(({ name, color }) => ({ name, color: color ?? "" }));
    const more = withLabels(there, typed).slice(there.length);
    setLabels([...labels, ...more]);
    setTyped("");
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const change = {
      name: String(said.get("name")).trim(),
      description: String(said.get("description")),
      reviews_people: said.has("reviews_people"),
      self_review: said.has("self_review"),
      members_only: said.has("members_only"),
      ...(event.currentTarget.elements.namedItem("datasets") && { datasets: said.getAll("datasets").map(String) }),
      ...(event.currentTarget.elements.namedItem("members") && { members: said.getAll("members").map(String) }),
      labels: labels.map((label) => ({ uid: null, color: null, shortcut: null, attributes: [], ...label })),
    };
    saving.mutate(change);
  };
  return (
    <form className="panel project-form" onSubmit={submit}>
      <label>
        {words.name}
        <input name="name" required maxLength={255} defaultValue={project.name} />
      </label>
      <label>
        {words.description}
        <textarea name="description" rows={2} maxLength={10_000} defaultValue={project.description} />
      </label>
      <label className="check">
        <input type="checkbox" name="reviews_people" defaultChecked={project.reviews_people} />
        {words.reviewsPeople}
      </label>
      <label className="check">
        <input type="checkbox" name="self_review" defaultChecked={project.self_review} />
        {words.selfReview}
      </label>
      <ProjectAccess project={project} />
      <h2>{words.labels}</h2>
      <ul className="label-rows">
        {labels.map((label, place) => (
          <LabelRow
            key={label.uid ?? `new-${place}`}
            label={label}
            onChange={(change) => setLabels(labels.map((each) => (each === label ? { ...each, ...change } : each)))}
            onRemove={() => setLabels(labels.filter((each) => each !== label))}
          />
        ))}
      </ul>
      <div className="row">
        <label>
          {words.addLabel}
          <input
            value={typed}
            data-testid="add-label"
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              event.preventDefault();
              add();
            }}
            placeholder={text.newProject.labelsHint}
          />
        </label>
        <button type="button" disabled={typed.trim() === ""} onClick={add}>
          {words.addLabel}
        </button>
        <button type="submit" className="primary" disabled={saving.isPending}>
          {words.save}
        </button>
      </div>
    </form>
  );
}

export default function ProjectSettings({ project: uid }: { project: string }) {
  const { data: project } = useProject(uid);
  return (
    <main className="settings">
      <ProjectHead project={uid} here="settings" />
      {project && <Form project={project} />}
    </main>
  );
}
