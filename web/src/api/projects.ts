import { call, send } from "./http";
import { type Page, queryOf } from "./pages";
import type { NewProject, Progress, Project, ProjectChange, ProjectItem } from "./types";

export const listProjects = (cursor: string | null = null): Promise<Page<Project>> => call(`/projects/${queryOf({ cursor })}`);
export const getProject = (uid: string): Promise<Project> => call(`/projects/${uid}/`);
export const createProject = (body: NewProject): Promise<Project> => send("/projects/", body);
/** Of the version that was seen: 412 when somebody else has changed it since. */
export const changeProject = ({ uid, version }: Project, change: ProjectChange): Promise<Project> =>
  call(`/projects/${uid}/`, { method: "PATCH", body: JSON.stringify(change), headers: { "Content-Type": "application/json", "If-Match": `"${version}"` } });
export const progressOf = (uid: string): Promise<Progress> => call(`/projects/${uid}/progress/`);

export interface ItemsFilter {
  label?: string | undefined;
  source?: string | undefined;
  state?: string | undefined;
}

export const listItems = (project: string, filter: ItemsFilter = {}, cursor: string | null = null, limit = 100): Promise<Page<ProjectItem>> =>
  call(`/projects/${project}/items/${queryOf({ ...filter, cursor, limit })}`);
