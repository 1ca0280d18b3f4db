import { type FormEvent, useState } from "react";

import { type Session, signIn } from "../api/session";
import { text } from "../text/en";

export function SignIn({ onSignedIn, error }: { onSignedIn: (session: Session) => void; error: string | null }) {
  const [key, setKey] = useState("");
  const [problem, setProblem] = useState(error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn(key.trim()).then(onSignedIn, (reason: unknown) => setProblem(reason instanceof Error ? reason.message : text.lost));
  };
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <h1>{text.product}</h1>
        <label>
          {text.key}
          <input type="password" autoComplete="current-password" value={key} onChange={(e) => setKey(e.target.value)} placeholder="avk_…" required />
        </label>
        <button type="submit" className="primary">
          {text.signIn}
        </button>
        {problem && (
          <p role="alert" className="problem" data-testid="error-banner">
            {problem}
          </p>
        )}
        <p className="hint">{text.keyHint}</p>
      </form>
    </main>
  );
}
