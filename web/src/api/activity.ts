import { call } from "./http";
import { type Page, queryOf } from "./pages";
import type { Activity } from "./types";

export const listActivity = (project: string, cursor: string | null = null): Promise<Page<Activity>> => call(`/activity/${queryOf({ project, cursor, limit: 200 })}`);
