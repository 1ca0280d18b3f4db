import { text } from "../../text/en";
import { type Upload, addPhotos, forgetUpload, stopUpload, throughOf, useUploads } from "./uploads";

const MOST_SHOWN = 100;

function endedOf({ added, known, videos, refused, unsent }: Upload): string {
  const photos = text.upload.ended(added, known, refused.length, unsent.length, videos);
  return [...(photos === "" ? [] : [photos]), ...(videos > 0 ? [text.timeline.videos.kept(videos)] : [])].join(". ");
}

/** How far the photos are that go into a project, and what became of them. */
export function UploadStrip({ project }: { project: string }) {
  const upload = useUploads((uploads) => uploads[project]);
  if (!upload || upload.total === 0) return null;
  const through = throughOf(upload);
  return (
    <section className="strip" aria-label={text.upload.name} data-testid="upload">
      <div className="line">
        {upload.isRunning ? (
          <>
            <progress max={upload.total} value={through} aria-label={text.upload.name} />
            <span role="status">{text.upload.running(through, upload.total)}</span>
            {upload.sending && <span className="hint">{text.timeline.videos.sending(upload.sending.key, Math.floor(100 * upload.sending.share))}</span>}
            <button type="button" onClick={() => stopUpload(project)}>
              {text.upload.stop}
            </button>
          </>
        ) : (
          <>
            <span role="status">{endedOf(upload)}</span>
            {upload.unsent.length > 0 && (
              <button type="button" onClick={() => void addPhotos(project, upload.unsent)}>
                {text.upload.again}
              </button>
            )}
            <button type="button" className="quiet" aria-label={text.dismiss} onClick={() => forgetUpload(project)}>
              ×
            </button>
          </>
        )}
      </div>
      {upload.refused.length > 0 && (
        <ul className="problems" aria-label={text.upload.refused}>
          {upload.refused.slice(0, MOST_SHOWN).map(({ key, why }, n) => (
            <li key={n} data-testid="refused">
              <b>{key}</b> {why}
            </li>
          ))}
          {upload.refused.length > MOST_SHOWN && <li>{text.upload.andMore(upload.refused.length - MOST_SHOWN)}</li>}
        </ul>
      )}
    </section>
  );
}
