/** Records that several screens read: one question each, so that they are asked once and kept alike. */
import { queryOptions, useQuery } from "@tanstack/react-query";

import { getItem } from "../api/annotations";
import { listJobs } from "../api/jobs";
import { getProject, progressOf } from "../api/projects";
import type { Item } from "../api/types";

const MOST_JOBS = 50;

export const useProject = (uid: string) => useQuery({ queryKey: ["project", uid], queryFn: () => getProject(uid) });

export const useProgress = (uid: string, refetchInterval: number | false = false) => useQuery({ queryKey: ["progress", uid], queryFn: () => progressOf(uid), refetchInterval }).data;

export const itemQuery = (uid: string) => queryOptions({ queryKey: ["item", uid], queryFn: () => getItem(uid), staleTime: 300_000 });

export const useItem = (uid: string): Item | undefined => useQuery(itemQuery(uid)).data;

/** A project's newest auto-label jobs. */
export const useAutoLabelJobs = (project: string) => useQuery({ queryKey: ["jobs", project, "auto_label"], queryFn: () => listJobs({ project, kind: "auto_label", limit: MOST_JOBS }) }).data;
