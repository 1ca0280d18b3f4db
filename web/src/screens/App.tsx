import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useCallback, useEffect, useState } from "react";
import { Route, Router, Switch } from "wouter";

import { SIGNED_OUT, ServerError } from "../api/http";
import { type Session, whoAmI } from "../api/session";
import { text } from "../text/en";
import { Notices, notify } from "../ui/Notices";
import { Shell } from "./Shell";
import { SignIn } from "./SignIn";
import { useAddress } from "./address";
import { ActivityScreen } from "./activity/ActivityScreen";
import { ItemsScreen } from "./items/ItemsScreen";
import { ProjectsScreen } from "./projects/ProjectsScreen";
import { OutboxProvider } from "./item/OutboxContext";
import { ItemScreen } from "./item/ItemScreen";
import { paths, patterns } from "./routes";

const SettingsScreen = lazy(() => import("./settings/SettingsScreen"));
const ProjectSettings = lazy(() => import("./settings/ProjectSettings"));
const ReviewScreen = lazy(() => import("./review/ReviewScreen"));

const sayWhy = (reason: unknown) => notify({ kind: "problem", words: reason instanceof ServerError ? reason.message : text.lost });
const isRefusal = (reason: unknown) => reason instanceof ServerError && reason.status < 500;

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: (reason, { meta }) => !meta?.saysItself && sayWhy(reason) }),
  mutationCache: new MutationCache({ onError: (reason, _given, _context, { meta }) => !meta?.saysItself && sayWhy(reason) }),
  defaultOptions: { queries: { staleTime: 5_000, retry: (count, reason) => !isRefusal(reason) && count < 3 }, mutations: { retry: false } },
});

/** Who signs in finds nothing that was asked for somebody else. */
function remember(session: Session): Session {
  queries.clear();
  queries.setQueryData(["session"], session);
  return session;
}

/** Signed in or not, and which screen: the only things decided here. */
export function App() {
  const [session, setSession] = useState<Session | null | "asking">("asking");
  const [error, setError] = useState<string | null>(null);
  const enter = useCallback((found: Session) => setSession(remember(found)), []);
  useEffect(() => {
    whoAmI().then(enter, (reason: unknown) => {
      setSession(null);
      if (!(reason instanceof ServerError && reason.status === 401)) setError(text.lost);
    });
  }, [enter]);
  useEffect(() => {
    const signedOut = () => {
      setError(text.signedOut);
      setSession(null);
    };
    window.addEventListener(SIGNED_OUT, signedOut);
    return () => window.removeEventListener(SIGNED_OUT, signedOut);
  }, []);
  if (session === "asking") return null;
  if (session === null) return <SignIn onSignedIn={enter} error={error} />;
  return (
    <QueryClientProvider client={queries}>
      <Router hook={useAddress}>
        <OutboxProvider key={session.user} who={session.user}>
          <Shell session={session} onSignedOut={() => setSession(null)}>
            <Suspense fallback={<main />}>
              <Switch>
                <Route path={paths.settings}>
                  <SettingsScreen />
                </Route>
                <Route path={patterns.ofProject}>{({ project }) => <ProjectSettings key={project} project={project} />}</Route>
                <Route path={patterns.item}>{({ project, item }) => <ItemScreen project={project} item={item} />}</Route>
                <Route path={patterns.activity}>{({ project }) => <ActivityScreen key={project} project={project} />}</Route>
                <Route path={patterns.review}>{({ project }) => <ReviewScreen key={project} project={project} />}</Route>
                <Route path={patterns.items}>{({ project }) => <ItemsScreen key={project} project={project} />}</Route>
                <Route>
                  <ProjectsScreen />
                </Route>
              </Switch>
            </Suspense>
          </Shell>
        </OutboxProvider>
      </Router>
      <Notices />
    </QueryClientProvider>
  );
}
