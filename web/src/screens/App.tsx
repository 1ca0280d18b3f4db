import { useEffect, useState } from "react";

import { SIGNED_OUT, ServerError } from "../api/http";
import { type Session, whoAmI } from "../api/session";
import { text } from "../text/en";
import { SignIn } from "./SignIn";
import { Workspace } from "./Workspace";

/** Signed in or not: the only thing decided here. */
export function App() {
  const [session, setSession] = useState<Session | null | "asking">("asking");
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    whoAmI().then(setSession, (reason: unknown) => {
      setSession(null);
      if (!(reason instanceof ServerError && reason.status === 401)) setError(text.lost);
    });
  }, []);
  useEffect(() => {
    const signedOut = () => {
      setError(text.signedOut);
      setSession(null);
    };
    window.addEventListener(SIGNED_OUT, signedOut);
    return () => window.removeEventListener(SIGNED_OUT, signedOut);
  }, []);
  if (session === "asking") return null;
  if (session === null) return <SignIn onSignedIn={setSession} error={error} />;
  return <Workspace session={session} onSignedOut={() => setSession(null)} />;
}
