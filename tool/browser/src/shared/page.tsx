/** How every page starts: open the session, then show the page, or say plainly why it cannot be shown. */
import "./base.css";
import "./ui/ui.css";
import "./ui/overlay.css";
import { render, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "./http";
import { openSession, SessionEnded, type Session } from "./session";
import { Button } from "./ui/button";
import { Icon } from "./ui/icons";
import { Announcer } from "./ui/toast";
import type { Surface } from "./wire.gen";

/** Shows `page` in #app once the session of this surface is open. */
export function startPage(surface: Surface, page: (session: Session) => ComponentChildren): void {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no #app element.");
  render(
    <Announcer>
      <Gate surface={surface} page={page} />
    </Announcer>,
    root,
  );
}

interface GateProps {
  surface: Surface;
  page: (session: Session) => ComponentChildren;
}

type Opening = { step: "opening" } | { step: "open"; session: Session } | { step: "ended" } | { step: "failed"; words: string };

function Gate({ surface, page }: GateProps): JSX.Element {
  const [opening, setOpening] = useState<Opening>({ step: "opening" });
  const open = () => {
    setOpening({ step: "opening" });
    openSession(surface).then(
      (session) => {
        session.onEnded(() => setOpening({ step: "ended" }));
        setOpening({ step: "open", session });
      },
      (error: unknown) =>
        setOpening(error instanceof SessionEnded ? { step: "ended" } : { step: "failed", words: reason(error) }),
    );
  };
  useEffect(open, []);
  if (opening.step === "open") return <>{page(opening.session)}</>;
  if (opening.step === "ended") return <Ended />;
  if (opening.step === "failed") {
    return (
      <PageMessage title="This page could not be opened">
        <p>{opening.words}</p>
        <div>
          <Button kind="primary" onClick={open}>
            Try again
          </Button>
        </div>
      </PageMessage>
    );
  }
  return (
    <div class="page-message">
      <p class="muted" role="status">
        Opening…
      </p>
    </div>
  );
}

function Ended(): JSX.Element {
  return (
    <PageMessage title="Open this again from your course" testid="session-ended">
      <p>
        This page is no longer signed in. For your safety an address works only once and a session ends when it is not used.
      </p>
      <p>Go back to your course and open Invigil from there. Nothing that was saved is lost.</p>
    </PageMessage>
  );
}

export interface PageMessageProps {
  title: string;
  children: ComponentChildren;
  testid?: string;
}

/** A whole page that says one thing. */
export function PageMessage({ title, children, testid = "page-message" }: PageMessageProps): JSX.Element {
  return (
    <main class="page-message">
      <div class="page-message__card" data-testid={testid}>
        <Icon name="lock" size={24} />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
