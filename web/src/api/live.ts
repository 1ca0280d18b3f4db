/** The tab's one socket for prompts: answers by id, and a word at once when it cannot carry a prompt. */
import { refusal } from "./http";
import type { Answer, SegmentRequest } from "./segment";

/** The prompt was not answered here; asking again elsewhere is safe. */
export class SocketDown extends Error {}

export interface AskOptions {
  /** Of a stream the server keeps only the newest waiting prompt. */
  stream?: string;
  patienceMs?: number;
}

export interface LiveParts {
  connect: () => WebSocket;
  /** The key or session has ended. */
  onSignedOut: () => void;
  now?: () => number;
  random?: () => number;
}

interface Pending {
  resolve: (answer: Answer | null) => void;
  reject: (reason: Error) => void;
  timer: ReturnType<typeof setTimeout>;
}

const PATIENCE_MS = 10_000; // then POST takes over; it joins an encode that runs, so nothing is done twice
const MOST_PENDING = 12; // the server takes 16, and what was given up here may still be in work there
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const SIGNED_OUT_CODE = 1008;
const IDLE_CODE = 1000;

/** Reconnects when there is something to ask, not before: a server that restarts is not met by every idle tab at once. */
export class Live {
  private socket: WebSocket | null = null;
  private opened = false;
  private failures = 0;
  private notBefore = 0;
  private lastId = 0;
  private lastHeard = 0;
  private readonly pending = new Map<number, Pending>();
  private readonly now: () => number;
  private readonly random: () => number;

  constructor(private readonly parts: LiveParts) {
    this.now = parts.now ?? (() => performance.now());
    this.random = parts.random ?? Math.random;
  }

  open(): void {
    this.opened = true;
    this.failures = 0;
    this.notBefore = 0;
    this.connect();
  }

  close(): void {
    this.opened = false;
    this.leave();
  }

  /** Resolves with null when a newer prompt of its stream took its place; rejects with `SocketDown` or the server's refusal. */
  ask(request: SegmentRequest, { stream, patienceMs = PATIENCE_MS }: AskOptions = {}): Promise<Answer | null> {
    const { socket } = this;
    if (!socket || socket.readyState !== socket.OPEN) {
      this.connect();
      return Promise.reject(new SocketDown("not open"));
    }
    if (this.pending.size >= MOST_PENDING) return Promise.reject(new SocketDown("full"));
    const id = ++this.lastId;
    const asked = this.now();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.giveUp(id, asked), patienceMs);
      this.pending.set(id, { resolve, reject, timer });
      socket.send(JSON.stringify({ id, ...(stream !== undefined && { stream }), ...request }));
    });
  }

  private connect(): void {
    if (!this.opened || this.socket || this.now() < this.notBefore) return;
    const socket = this.parts.connect();
    this.socket = socket;
    socket.onmessage = (event: MessageEvent<unknown>) => this.hear(event.data);
    socket.onclose = (event) => {
      if (this.socket === socket) this.lost(event.code);
    };
  }

  private hear(data: unknown): void {
    this.lastHeard = this.now();
    this.failures = 0;
    const body = messageOf(data);
    const id = body?.["id"];
    if (!body || typeof id !== "number") return; // what it answered runs out of patience
    const asked = this.take(id);
    if ("error" in body) asked?.reject(refusal(statusOf(body["error"]), body["error"]));
    else asked?.resolve("superseded" in body ? null : (body as unknown as Answer));
  }

  private take(id: number): Pending | undefined {
    const asked = this.pending.get(id);
    clearTimeout(asked?.timer);
    this.pending.delete(id);
    return asked;
  }

  private giveUp(id: number, asked: number): void {
    const socketIsSilent = this.lastHeard < asked;
    this.take(id)?.reject(new SocketDown("no answer"));
    if (socketIsSilent && this.socket) this.lost();
  }

  private lost(code?: number): void {
    const wasIdle = code === IDLE_CODE;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures) * (0.5 + this.random() / 2);
    if (!wasIdle) {
      this.failures += 1;
      this.notBefore = this.now() + wait;
    }
    if (code === SIGNED_OUT_CODE) this.opened = false;
    this.leave();
    if (code === SIGNED_OUT_CODE) this.parts.onSignedOut();
  }

  private leave(): void {
    const { socket } = this;
    this.socket = null;
    socket?.close(IDLE_CODE);
    for (const id of [...this.pending.keys()]) this.take(id)?.reject(new SocketDown("closed"));
  }
}

function messageOf(data: unknown): Record<string, unknown> | null {
  try {
    const body: unknown = typeof data === "string" ? JSON.parse(data) : null;
    return typeof body === "object" && body !== null ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const statusOf = (error: unknown): number =>
  typeof error === "object" && error !== null && "status" in error && typeof error.status === "number" ? error.status : 500;
