import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";

import { type Session, signOut } from "../api/session";
import { text } from "../text/en";
import { notify } from "../ui/Notices";
import { SavedState } from "./item/SavedState";
import { paths } from "./routes";

function Place({ to, here, children }: { to: string; here: boolean; children: ReactNode }) {
  return (
    <Link href={to} className="place" aria-current={here ? "page" : undefined}>
      {children}
    </Link>
  );
}

/** What stands around every screen: where one is, who one is. */
export function Shell({ session, onSignedOut, children }: { session: Session; onSignedOut: () => void; children: ReactNode }) {
  const [at] = useLocation();
  return (
    <div className="shell">
      <header className="bar">
        <Link href={paths.projects} className="product">
          {text.product}
        </Link>
        <nav aria-label={text.places}>
          <Place to={paths.projects} here={at === paths.projects || at.startsWith("/projects")}>
            {text.projects}
          </Place>
          <Place to={paths.settings} here={at === paths.settings}>
            {text.settings}
          </Place>
        </nav>
        <SavedState />
        <span className="who">{session.name}</span>
        <button type="button" className="quiet" onClick={() => void signOut().then(onSignedOut, () => notify({ kind: "problem", words: text.lost }))}>
          {text.signOut}
        </button>
      </header>
      {children}
    </div>
  );
}
