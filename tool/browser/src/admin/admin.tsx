/** The page's frame: who is signed in, what waits for approval, which institution is shown. */
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { PageMessage } from "../shared/page";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Icon } from "../shared/ui/icons";
import { useKeptFocus } from "../shared/ui/kept-focus";
import { Note } from "../shared/ui/note";
import type { AdminSessionView, AdminView, InstitutionView } from "../shared/wire.gen";
import { Approvals } from "./approvals";
import { Institution } from "./institution";
import { chosen, refusedDeployments, settled, waitingPlatforms } from "./model";
import { NewInstitution } from "./new-institution";
import { AdminStore } from "./store";

const LOOK_EVERY_MS = 15_000;

export function Admin({ session }: { session: Session<AdminSessionView> }): JSX.Element {
  const store = useStore(session);
  const { view, error } = store.state;
  if (view === null && error !== "") {
    return (
      <PageMessage title="This page could not be loaded">
        <p>{error}</p>
        <div>
          <Button kind="primary" onClick={() => void store.load()}>
            Try again
          </Button>
        </div>
      </PageMessage>
    );
  }
  return (
    <div class="admin" data-ready={view !== null}>
      <header class="admin__top">
        <span class="brand" title="Invigil">
          <Icon name="eye" size={24} />
        </span>
        <span class="admin__who">
          <strong>Invigil</strong> <span class="muted">administration</span>
        </span>
        <span class="muted small">
          {[session.view.person_name, session.view.operator ? "runs this server" : ""].filter(Boolean).join(" · ")}
        </span>
      </header>
      {view === null ? <p class="admin__loading muted">Loading…</p> : <Body store={store} view={view} error={error} />}
    </div>
  );
}

function Body({ store, view, error }: { store: AdminStore; view: AdminView; error: string }): JSX.Element {
  const list = settled(view);
  const [id, choose] = useState("");
  const main = useRef<HTMLElement>(null);
  const institution = chosen(list, id);
  const waiting = waitingPlatforms(view);
  useKeptFocus(waiting.length, main);
  const pick = (next: string) => {
    choose(next);
    main.current?.focus();
  };
  useEffect(() => {
    document.title = `${view.operator ? "Institutions" : (institution?.name ?? "Institution")} · Invigil`;
  }, [view.operator, institution?.name]);
  return (
    <div class={`admin__body ${view.operator ? "admin__body--operator" : ""}`}>
      {error !== "" && <Note tone="warn">This page may be out of date. {error}</Note>}
      {view.operator && waiting.length > 0 && <Approvals store={store} waiting={waiting} names={list.map(({ name }) => name)} />}
      {view.operator && <Institutions store={store} list={list} shown={institution} onPick={pick} />}
      <main ref={main} class="admin__main" tabIndex={-1}>
        {institution === undefined ? (
          <Note>There is no institution yet. Make a registration link for the first one.</Note>
        ) : (
          <Institution key={institution.institution_id} store={store} view={view} institution={institution} />
        )}
      </main>
    </div>
  );
}

interface InstitutionsProps {
  store: AdminStore;
  list: InstitutionView[];
  shown: InstitutionView | undefined;
  onPick: (id: string) => void;
}

function Institutions({ store, list, shown, onPick }: InstitutionsProps): JSX.Element {
  const [making, setMaking] = useState(false);
  return (
    <nav class="institutions" aria-label="Institutions">
      <h2 class="institutions__title">Institutions</h2>
      <ul class="institutions__list">
        {list.map((institution) => {
          const refused = institution.platforms.reduce((sum, platform) => sum + refusedDeployments(platform), 0);
          return (
            <li key={institution.institution_id}>
              <button
                type="button"
                class="institutions__item"
                aria-current={institution === shown ? "true" : undefined}
                onClick={() => onPick(institution.institution_id)}
                data-testid="institution-item"
              >
                <span class="institutions__name">{institution.name}</span>
                <span class="muted small numeric" title="Connected LMSs">
                  {institution.platforms.length}
                  <span class="visually-hidden"> connected LMSs</span>
                </span>
                {refused > 0 && <Badge tone="warn">{refused} refused</Badge>}
              </button>
            </li>
          );
        })}
      </ul>
      <Button icon="plus" onClick={() => setMaking(true)} data-testid="new-institution">
        New institution
      </Button>
      {making && <NewInstitution store={store} onClose={() => setMaking(false)} />}
    </nav>
  );
}

function useStore(session: Session<AdminSessionView>): AdminStore {
  const store = useMemo(() => new AdminStore(session), []);
  const [, setTurn] = useState(0);
  useEffect(() => {
    const stop = store.subscribe(() => setTurn((turn) => turn + 1));
    void store.load();
    return stop;
  }, []);
  usePolling(store.load, LOOK_EVERY_MS);
  return store;
}
