import { call, send } from "./http";
import { type Page, queryOf } from "./pages";
import type { Frame, FrameSequence, Job, PropagateOrder, Track } from "./types";

const of = (sequence: string): string => `/sequences/${sequence}`;
const ofTrack = (sequence: string, track: string): string => `${of(sequence)}/tracks/${encodeURIComponent(track)}`;

export const listSequences = (dataset: string, limit: number): Promise<Page<FrameSequence>> => call(`/datasets/${dataset}/sequences/${queryOf({ limit })}`);
export const getSequence = (uid: string): Promise<FrameSequence> => call(`${of(uid)}/`);
export const framesOf = async (uid: string, first: number, limit: number): Promise<Frame[]> => (await call<{ frames: Frame[] }>(`${of(uid)}/frames/${queryOf({ first, limit })}`)).frames;

export const tracksOf = async (uid: string, project: string): Promise<Track[]> => (await call<{ tracks: Track[] }>(`${of(uid)}/tracks/${queryOf({ project })}`)).tracks;

export const propagate = (uid: string, order: PropagateOrder): Promise<Job> => send(`${of(uid)}/propagate/`, order);
export const interpolate = (uid: string, project: string, track: string): Promise<Job> => send(`${of(uid)}/interpolate/`, { project, track });

/** What the later frames become is a new track. */
export const splitTrack = (uid: string, project: string, track: string, frame: number): Promise<{ track: string }> => send(`${ofTrack(uid, track)}/split/`, { project, frame });
export const mergeTrack = (uid: string, project: string, track: string, other: string): Promise<void> => send(`${ofTrack(uid, track)}/merge/`, { project, other });
export const trimTrack = (uid: string, project: string, track: string, first: number, last: number): Promise<{ deleted: number }> =>
  send(`${ofTrack(uid, track)}/trim/`, { project, first, last });
