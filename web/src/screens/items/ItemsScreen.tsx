import { type KeyboardEvent, useCallback, useMemo, useState } from "react";

import { NOTHING, type Selection, everything, extended, toggled } from "../../state/selection";
import { text } from "../../text/en";
import { PhotoPicker } from "../../ui/PhotoPicker";
import { useDrop } from "../../ui/useDrop";
import { AutoLabelButton } from "../autolabel/AutoLabelButton";
import { JobStrip } from "../autolabel/JobStrip";
import { useFollow } from "../autolabel/useFollow";
import { useProjectJob } from "../autolabel/useProjectJob";
import { ProjectHead } from "../project/ProjectHead";
import { useProject } from "../records";
import { useRole } from "../useRole";
import { FilterBar } from "./FilterBar";
import { ItemsGrid } from "./ItemsGrid";
import { SequenceStrip } from "./SequenceStrip";
import { UploadStrip } from "./UploadStrip";
import { addPhotos } from "./uploads";
import { useFilter } from "./useFilter";
import { useItems } from "./useItems";
import { useUploaded } from "./useUploaded";

/** How far down each list was, by project and filter. */
const places = new Map<string, { top: number }>();
const EVERYTHING = { label: undefined, source: undefined, state: undefined };

function placeOf(list: string): { top: number } {
  const place = places.get(list) ?? { top: 0 };
  places.set(list, place);
  return place;
}

/** A project's items: looked through, filtered, selected, and from here opened. */
export function ItemsScreen({ project }: { project: string }) {
  const [filter, setFilter] = useFilter();
  const { data: record } = useProject(project);
  const { items, hasNextPage, isFetchingNextPage, fetchNextPage, isPending, refresh } = useItems(project, filter);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const [isSelectingAll, setSelectingAll] = useState(false);
  const list = JSON.stringify([project, filter]);
  const order = useMemo(() => items.map((item) => item.uid), [items]);

  const { reviews: mayAdd } = useRole();
  const { isOver, handlers } = useDrop((photos) => {
    if (mayAdd) void addPhotos(project, photos);
  });
  useUploaded(project, refresh);
  const grown = useCallback(() => void refresh(null), [refresh]);
  const job = useFollow(useProjectJob(project), (done) => void refresh(done));
  const nameOf = (uid: string) => items.find((item) => item.uid === uid)?.key ?? uid;
  const labels = record?.labels.map((label) => label.name) ?? [];

  const select = useCallback(
    (index: number, extend: boolean) => {
      const uid = order[index];
      if (uid !== undefined) setSelection((now) => (extend ? extended(now, uid, order) : toggled(now, uid)));
    },
    [order],
  );
  const more = useCallback(() => {
    if (!isFetchingNextPage) void fetchNextPage();
  }, [isFetchingNextPage, fetchNextPage]);
  const selectAll = async () => {
    setSelectingAll(true);
    try {
      let all = order;
      for (let left = hasNextPage; left; ) {
        const { data, hasNextPage: more, isError } = await fetchNextPage();
        if (isError) return; // what is wrong is said already
        all = data?.pages.flatMap((page) => page.results.map((item) => item.uid)) ?? all;
        left = more;
      }
      setSelection(everything(all));
    } finally {
      setSelectingAll(false);
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLSelectElement) return;
    if (event.key === "Escape") setSelection(NOTHING);
    if (event.key !== "a" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    void selectAll();
  };
  const [isReturning] = useState(items.length > 0); // much may have changed since these were asked for
  const lookAgain = (uids: ReadonlySet<string>) => {
    if (isReturning) void refresh(uids);
  };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const count = selection.uids.size;

  return (
    <main className="items" data-selecting={count > 0} onKeyDown={press} {...handlers}>
      <ProjectHead project={project} here="items">
        {mayAdd && <PhotoPicker words={text.upload.add} testId="file-input" onPick={(photos) => void addPhotos(project, photos)} />}
        <AutoLabelButton primary project={project} labels={record?.labels ?? []} selected={selection.uids} shown={[...selection.uids][0] ?? order[0]} />
      </ProjectHead>
      <UploadStrip project={project} />
      {record && <SequenceStrip project={project} datasets={record.datasets} onGrown={grown} />}
      {job && <JobStrip key={job.uid} project={project} job={job} nameOf={nameOf} />}
      <FilterBar labels={labels} filter={filter} onFilter={setFilter}>
        <span data-testid="standing">{isSelectingAll ? text.items.selectingAll(items.length) : count > 0 ? text.items.selected(count) : isPending ? "" : text.items.count(items.length, hasNextPage)}</span>
        <button type="button" className="quiet" disabled={items.length === 0 || isSelectingAll} onClick={() => void selectAll()}>
          {text.items.selectAll}
        </button>
        <button type="button" className="quiet" disabled={count === 0} onClick={() => setSelection(NOTHING)}>
          {text.items.clear}
        </button>
      </FilterBar>
      {items.length > 0 ? (
        <ItemsGrid key={list} project={project} items={items} selected={selection.uids} hasMore={hasNextPage} place={placeOf(list)} onSelect={select} onMore={more} onSight={lookAgain} />
      ) : (
        <div className="nothing">
          {!isPending && <p className="empty">{isFiltered ? text.items.noneMatch : text.items.noneYet}</p>}
          {!isPending && isFiltered && (
            <button type="button" onClick={() => setFilter(EVERYTHING)}>
              {text.items.noFilter}
            </button>
          )}
        </div>
      )}
      {isOver && mayAdd && <div className="drop-here">{text.upload.drop}</div>}
    </main>
  );
}
