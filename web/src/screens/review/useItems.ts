import { type UseQueryOptions, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { getItem } from "../../api/annotations";
import { sourceOf } from "../../api/images";
import type { Annotation, Item } from "../../api/types";

const questionOf = (uid: string): UseQueryOptions<Item> => ({ queryKey: ["item", uid], queryFn: () => getItem(uid), staleTime: 300_000 });

export const useItem = (uid: string): Item | undefined => useQuery(questionOf(uid)).data;

const NEXT = 4;

/** The photos of the next cards are there before the cards are. */
export function usePreload(cards: readonly Annotation[]): void {
  const uids = [...new Set(cards.slice(0, NEXT).map(({ item }) => item))];
  const addresses = useQueries({ queries: uids.map(questionOf) })
    .flatMap(({ data }) => (data ? [sourceOf(data.image)] : []))
    .join(" ");
  const kept = useRef<HTMLImageElement[]>([]);
  useEffect(() => {
    kept.current = addresses.split(" ").filter(Boolean).map((address) => Object.assign(new Image(), { src: address }));
  }, [addresses]);
}
