import { text } from "../../text/en";
import { addPhotos, forgetUpload, stopUpload, throughOf, useUploads } from "./uploads";

const MOST_SHOWN = 100;

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
            <button type="button" onClick={() => stopUpload(project)}>
              {text.upload.stop}
            </button>
          </>
        ) : (
          <>
            <span role="status">{text.upload.ended(upload.added, upload.known, upload.refused.length, upload.unsent.length)}</span>
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
