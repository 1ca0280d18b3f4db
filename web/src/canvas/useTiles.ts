import { useQuery } from "@tanstack/react-query";

import { ServerError } from "../api/http";
import { type ImageRecord, tilesOf } from "../api/images";
import type { TilesRecord } from "../api/types";

const AGAIN_MS = 500;

/** How a large photo is cut, null before that is known; asks until it is cut. */
export function useTiles(image: ImageRecord): TilesRecord | null {
  const { data } = useQuery({
    queryKey: ["tiles", image.uid],
    queryFn: () => tilesOf(image.uid),
    staleTime: Infinity,
    retry: (_, error) => error instanceof ServerError && error.status === 503, // many photos are being cut
    retryDelay: 2 * AGAIN_MS,
    refetchInterval: ({ state }) => (state.data?.state === "computing" ? AGAIN_MS : false),
  });
  return data ?? null;
}
