import { useQuery } from "@tanstack/react-query";

import { suggestLabels } from "../../api/annotations";
import type { Suggested } from "../../api/types";

const TOP = 3;
const NONE: Suggested["labels"] = [];

/** What the object behind a mask token may be called, by what was accepted in the project. A kindness: it may fail. */
export function useSuggestions(project: string, image: string, mask: string | null): Suggested["labels"] {
  const { data } = useQuery({
    queryKey: ["suggested", project, image, mask],
    queryFn: () => (mask === null ? null : suggestLabels({ project, image, mask, top: TOP }).catch(() => null)),
    enabled: mask !== null,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  return mask === null ? NONE : (data?.labels ?? NONE);
}
