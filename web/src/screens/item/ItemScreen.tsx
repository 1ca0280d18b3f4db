import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { lazy, useEffect } from "react";
import { Link, useLocation } from "wouter";

import { startEmbedding } from "../../api/images";
import { cursorOf } from "../../api/pages";
import { listItems } from "../../api/projects";
import { live } from "../../api/segment";
import { text } from "../../text/en";
import { keepFocus } from "../../ui/keepFocus";
import { useAsked } from "../address";
import { itemQuery, useProject } from "../records";
import { paths } from "../routes";
import { ItemAutoLabel } from "./ItemAutoLabel";
import { ItemViewer } from "./ItemViewer";
import { useEmbedding } from "./useEmbedding";

const FrameViewer = lazy(() => import("../timeline/FrameViewer"));

const PAGE = 500;
const STAYS_MS = 300; // who steps on through a sequence before wants no click on the frame
const MOST_PAGES = 40; // looked through for the item's neighbours

/** The items before and after one, in the project's order. */
function useNeighbours(project: string, item: string, enabled: boolean) {
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: ["order", project],
    queryFn: ({ pageParam }) => listItems(project, {}, pageParam, PAGE),
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
    staleTime: 60_000,
    enabled,
  });
  const order = data?.pages.flatMap((page) => page.results) ?? [];
  const at = order.findIndex(({ uid }) => uid === item);
  const needsMore = (at < 0 || at === order.length - 1) && hasNextPage && (data?.pages.length ?? 0) < MOST_PAGES;
  useEffect(() => {
    if (enabled && needsMore && !isFetching) void fetchNextPage();
  }, [enabled, needsMore, isFetching, fetchNextPage]);
  return { at, count: order.length, isAll: !hasNextPage, previous: at > 0 ? order[at - 1] : undefined, next: at < 0 ? undefined : order[at + 1] };
}

/** One item of a project: where it stands, its neighbours, and the viewer. */
export function ItemScreen({ project: projectUid, item: itemUid }: { project: string; item: string }) {
  const [, go] = useLocation();
  const asked = new URLSearchParams(useAsked());
  const { data: project } = useProject(projectUid);
  const { data: item, isError } = useQuery(itemQuery(itemUid));
  const sequence = item?.sequence ?? null;
  const { at, count, isAll, previous, next } = useNeighbours(projectUid, itemUid, item !== undefined && sequence === null);
  const embedding = useEmbedding(item?.image.uid ?? null, item?.sequence == null ? 0 : STAYS_MS);
  const ahead = next?.image.uid;
  useEffect(() => {
    live.open();
    return () => live.close();
  }, []);
  useEffect(() => {
    if (embedding === "ready" && ahead !== undefined) startEmbedding(ahead).catch(() => undefined); // a kindness only
  }, [embedding, ahead]);
  const open = (uid: string | undefined) => uid !== undefined && go(paths.item(projectUid, uid));

  return (
    <div className="item-screen" onMouseDown={keepFocus}>
      <header className="item-bar">
        <Link href={paths.items(projectUid)}>{project?.name ?? text.item.back}</Link>
        <span className="title">{item?.key}</span>
        <span className="hint">{sequence === null && at >= 0 && text.item.place(at + 1, isAll ? String(count) : `${count}+`)}</span>
        {project && <ItemAutoLabel project={project} item={itemUid} />}
        {sequence === null && (
          <>
            <button type="button" aria-label={text.item.previous} title={text.item.previous} disabled={!previous} onClick={() => open(previous?.uid)}>
              ‹
            </button>
            <button type="button" aria-label={text.item.next} title={text.item.next} disabled={!next} onClick={() => open(next?.uid)} data-testid="next-item">
              ›
            </button>
          </>
        )}
      </header>
      {isError && <p className="empty">{text.item.gone}</p>}
      {project && item && sequence !== null && (
        <FrameViewer key={sequence} project={project} item={item} sequence={sequence} embedding={embedding} first={asked.get("annotation")} />
      )}
      {project && item && sequence === null && (
        <ItemViewer
          key={item.uid}
          project={project}
          item={item}
          embedding={embedding}
          first={asked.get("annotation")}
          onNext={() => open(next?.uid)}
          onPrevious={() => open(previous?.uid)}
        />
      )}
    </div>
  );
}
