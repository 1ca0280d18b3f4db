import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";

import { cursorOf } from "../../api/pages";
import { listProjects } from "../../api/projects";
import type { Project } from "../../api/types";
import { text } from "../../text/en";
import { useProgress } from "../records";
import { paths } from "../routes";
import { useRole } from "../useRole";
import { NewProject } from "./NewProject";

function Card({ project }: { project: Project }) {
  const data = useProgress(project.uid);
  const tasks = data ? Object.values(data.tasks).reduce((sum, count) => sum + count, 0) : null;
  return (
    <Link href={paths.items(project.uid)} className="card" data-testid={`project-${project.name}`}>
      <h2>{project.name}</h2>
      {project.description && <p>{project.description}</p>}
      <p className="hint">{data && tasks !== null ? text.projectFigures(tasks, data.annotations, data.review.drafts) : " "}</p>
      <ul className="labels" aria-label={text.labels}>
        {project.labels.slice(0, 12).map((label) => (
          <li key={label.uid}>
            <i style={{ background: label.color }} />
            {label.name}
          </li>
        ))}
      </ul>
    </Link>
  );
}

/** Where one begins: the projects, each with how far it is. */
export function ProjectsScreen() {
  const { data, hasNextPage, fetchNextPage, isPending } = useInfiniteQuery({
    queryKey: ["projects"],
    queryFn: ({ pageParam }) => listProjects(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
  });
  const { leads } = useRole();
  const [isMaking, setMaking] = useState(false);
  const projects = data?.pages.flatMap((page) => page.results) ?? [];
  return (
    <main className="projects">
      {isMaking && <NewProject onClose={() => setMaking(false)} />}
      <header>
        <h1>{text.projects}</h1>
        {leads && (
          <button type="button" className="primary" onClick={() => setMaking(true)}>
            {text.newProject.open}
          </button>
        )}
      </header>
      {!isPending && projects.length === 0 && <p className="empty">{text.noProjects}</p>}
      <div className="cards">
        {projects.map((project) => (
          <Card key={project.uid} project={project} />
        ))}
      </div>
      {hasNextPage && (
        <button type="button" onClick={() => void fetchNextPage()}>
          {text.more}
        </button>
      )}
    </main>
  );
}
