import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useMemo, useRef } from "react";

import { listActivity } from "../../api/activity";
import { cursorOf } from "../../api/pages";
import { grouped } from "../../state/activity";
import { text } from "../../text/en";
import { ProjectHead } from "../project/ProjectHead";
import { ProjectJobs } from "./ProjectJobs";
import { dayOf, timeOf, wordsOf } from "./words";

/** An element that asks for more when it comes into sight. */
function End({ onSight }: { onSight: () => void }) {
  const element = useRef<HTMLLIElement>(null);
  const see = useEffectEvent(onSight);
  useEffect(() => {
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && see(), { rootMargin: "400px" });
    if (element.current) watch.observe(element.current);
    return () => watch.disconnect();
  }, []);
  return (
    <li ref={element} className="hint">
      {text.items.loading}
    </li>
  );
}

/** What happened in a project, the newest first, and its jobs. */
export function ActivityScreen({ project }: { project: string }) {
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: ["activity", project],
    queryFn: ({ pageParam }) => listActivity(project, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: cursorOf,
    refetchOnWindowFocus: false, // it would ask for all pages again
  });
  const lines = useMemo(() => grouped(data?.pages.flatMap((page) => page.results) ?? []), [data]);
  return (
    <main className="activity">
      <ProjectHead project={project} here="activity" />
      <div className="columns">
        <section aria-labelledby="log-title">
          <h2 id="log-title">{text.activity.title}</h2>
          {data !== undefined && lines.length === 0 && <p className="empty">{text.activity.none}</p>}
          <ol className="log">
            {lines.map((line, n) => {
              const day = dayOf(line.entry.created_at);
              const above = lines[n - 1];
              return (
                <li key={line.entry.uid} data-testid="activity">
                  {(above === undefined || dayOf(above.entry.created_at) !== day) && <h3>{day}</h3>}
                  <time dateTime={line.entry.created_at}>{timeOf(line.entry.created_at)}</time>
                  <span>
                    <b>{line.entry.user ?? text.activity.server}</b> {wordsOf(line)}
                  </span>
                </li>
              );
            })}
            {hasNextPage && <End key={data?.pages.length} onSight={() => !isFetchingNextPage && void fetchNextPage()} />}
          </ol>
        </section>
        <ProjectJobs project={project} />
      </div>
    </main>
  );
}
