import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { useUploads } from "./uploads";

/** Show what was added, as it is added. */
export function useUploaded(project: string, refresh: (uids: null) => Promise<void>): void {
  const queries = useQueryClient();
  const added = useUploads((uploads) => uploads[project]?.added ?? 0);
  useEffect(() => {
    if (added === 0) return;
    void refresh(null);
    void queries.invalidateQueries({ queryKey: ["progress", project] });
  }, [added, project, queries, refresh]);
  const videos = useUploads((uploads) => uploads[project]?.videos ?? 0);
  useEffect(() => {
    if (videos === 0) return;
    void queries.invalidateQueries({ queryKey: ["sequences"] });
    void queries.invalidateQueries({ queryKey: ["project", project] }); // which may have got its first dataset
  }, [videos, project, queries]);
}
