import { API, type ServerError, refusal } from "./http";

/** What a whole file became. */
export interface Became {
  item: string | null;
  sequence: string | null;
}

const PART_BYTES = 16 * 1024 * 1024;
const AGAIN_MS = [0, 1_000, 3_000, 5_000, 10_000]; // then the connection is said to be lost

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Send a file in parts, going on where an earlier try of this browser ended.
 *
 * Rejects with what `addItems` would: the server's refusal, or a plain error when it cannot be reached.
 */
export async function sendFile(dataset: string, key: string, file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<Became> {
  const { DetailedError, Upload } = await import("tus-js-client");
  const reasonOf = (reason: unknown): Error | ServerError => {
    const answer = reason instanceof DetailedError ? reason.originalResponse : null;
    return answer ? refusal(answer.getStatus(), bodyOf(answer.getBody())) : reason instanceof Error ? reason : new Error(String(reason));
  };
  return new Promise((done, failed) => {
    const upload = new Upload(file, {
      endpoint: `${API}/uploads/`,
      headers: { "X-Avala-Csrf": "1" },
      metadata: { filename: key, dataset },
      chunkSize: PART_BYTES,
      retryDelays: AGAIN_MS,
      removeFingerprintOnSuccess: true,
      fingerprint: () => Promise.resolve(["avala-edge", dataset, key, file.size, file.lastModified].join(".")),
      onShouldRetry: (reason) => {
        const status = reason.originalResponse?.getStatus() ?? 0;
        return status === 0 || status >= 500 || status === 409 || status === 423;
      },
      onProgress: (sent, total) => onShare(total > 0 ? sent / total : 0),
      onError: (reason) => failed(reasonOf(reason)),
      onSuccess: ({ lastResponse }) => done({ item: lastResponse.getHeader("X-Avala-Item") ?? null, sequence: lastResponse.getHeader("X-Avala-Sequence") ?? null }),
    });
    signal.addEventListener("abort", () => {
      void upload.abort();
      failed(new DOMException("stopped", "AbortError"));
    });
    upload.findPreviousUploads().then(
      ([before]) => {
        if (signal.aborted) return;
        if (before) upload.resumeFromPreviousUpload(before);
        upload.start();
      },
      () => upload.start(),
    );
  });
}
