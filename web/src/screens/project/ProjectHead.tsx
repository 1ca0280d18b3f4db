import type { ReactNode } from "react";
import { Link } from "wouter";

import { text } from "../../text/en";
import { useProject } from "../records";
import { paths } from "../routes";

export type Tab = "items" | "review" | "activity" | "settings";

const TABS: readonly Tab[] = ["items", "review", "activity", "settings"];
const PLACES = { items: paths.items, review: paths.review, activity: paths.activity, settings: paths.ofProject } as const;

/** Above all screens of a project: its name, its parts, what can be done here. */
export function ProjectHead({ project, here, children }: { project: string; here: Tab; children?: ReactNode }) {
  const { data } = useProject(project);
  return (
    <header className="project-head">
      <h1 title={data?.name}>{data?.name ?? " "}</h1>
      <nav aria-label={text.project.tabs}>
        {TABS.map((tab) => (
          <Link key={tab} href={PLACES[tab](project)} className="place" aria-current={tab === here ? "page" : undefined}>
            {text.project[tab]}
          </Link>
        ))}
      </nav>
      <div className="actions">{children}</div>
    </header>
  );
}
