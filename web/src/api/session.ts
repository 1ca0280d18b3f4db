import { call, send } from "./http";

export interface Session {
  name: string;
  /** The person's uid: several keys may be theirs. */
  user: string;
  role: string;
}

export const whoAmI = (): Promise<Session> => call("/session/");
export const signIn = (key: string): Promise<Session> => send("/session/", { key });
export const signOut = (): Promise<void> => call("/session/", { method: "DELETE" });
