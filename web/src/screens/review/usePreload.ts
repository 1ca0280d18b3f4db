import { useQueries } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { sourceOf } from "../../api/images";
import type { Annotation } from "../../api/types";
import { itemQuery } from "../records";

const NEXT = 4;

/** The photos of the next cards are there before the cards are. */
export function usePreload(cards: readonly Annotation[]): void {
  const uids = [...new Set(cards.slice(0, NEXT).map(({ item }) => item))];
  const addresses = useQueries({ queries: uids.map(itemQuery) })
    .flatMap(({ data }) => (data ? [sourceOf(data.image)] : []))
    .join(" ");
  const kept = useRef<HTMLImageElement[]>([]);
  useEffect(() => {
    kept.current = addresses.split(" ").filter(Boolean).map((address) => Object.assign(new Image(), { src: address }));
  }, [addresses]);
}
