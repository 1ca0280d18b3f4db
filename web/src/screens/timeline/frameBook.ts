import type { QueryClient } from "@tanstack/react-query";

import { framesOf } from "../../api/sequences";
import type { Frame } from "../../api/types";

const PAGE = 500;
const AGAIN_MS = 2_000; // a sequence that is still taken apart gets more

/** Which item and which image a frame is: asked for page by page, as one comes near. */
export class FrameBook {
  constructor(
    private readonly queries: QueryClient,
    private readonly sequence: string,
  ) {}

  /** What is known of a frame already. */
  known(index: number): Frame | undefined {
    const page = Math.floor(index / PAGE);
    return this.queries.getQueryData<Frame[]>(this.#key(page))?.[index - page * PAGE];
  }

  /** Null: there is no such frame. */
  async frame(index: number): Promise<Frame | null> {
    const found = await this.#page(index, Infinity);
    return found ?? (await this.#page(index, AGAIN_MS)) ?? null;
  }

  #key(page: number) {
    return ["frames", this.sequence, page] as const;
  }

  async #page(index: number, staleTime: number): Promise<Frame | undefined> {
    const page = Math.floor(index / PAGE);
    const frames = await this.queries.fetchQuery({
      queryKey: this.#key(page),
      queryFn: () => framesOf(this.sequence, page * PAGE, PAGE),
      staleTime,
    });
    const there = frames[index - page * PAGE];
    return there?.index === index ? there : frames.find((each) => each.index === index);
  }
}
