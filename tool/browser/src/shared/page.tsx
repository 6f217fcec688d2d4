/** How every page starts: open the session, then show the page, or say plainly why it cannot be shown. */
import "./base.css";
import "./ui/ui.css";
import "./ui/overlay.css";
import "./ui/forms.css";
import { render, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "./http";
import { examDoor, openSession, SessionEnded, signsIn, type Bearer, type Door, type Session } from "./session";
import { Button } from "./ui/button";
import { Icon } from "./ui/icons";
import { Announcer } from "./ui/toast";
import type { Surface } from "./wire.gen";

/** What a page says when its session is over: where it is opened from. */
export interface Wayback {
  title: string;
  advice: string;
}

const FROM_COURSE: Wayback = {
  title: "Open this again from your course",
  advice: "Go back to your course and open Invigil from there. Nothing that was saved is lost.",
};
const FROM_COURSE_OR_LINK: Wayback = {
  title: "Open this page again",
  advice:
    "Go back to your course and open Invigil from there, or open the link of your invitation again. Nothing that was saved is lost.",
};

/** Shows `page` in #app once the session of this exam's surface is open. */
export function startPage(surface: Surface, page: (session: Session) => ComponentChildren): void {
  startAt(examDoor(surface), surface === "console" ? FROM_COURSE_OR_LINK : FROM_COURSE, page);
}

/** Shows `page` in #app once a session of this kind is open. */
export function startAt<V extends Bearer>(
  door: Door<V>,
  wayback: Wayback,
  page: (session: Session<V>) => ComponentChildren,
): void {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no #app element.");
  // A link with a new ticket or invitation, pasted into a tab that shows this page, does not load it by itself.
  addEventListener("hashchange", () => {
    if (signsIn(location.hash)) location.reload();
  });
  render(
    <Announcer>
      <Gate door={door} wayback={wayback} page={page} />
    </Announcer>,
    root,
  );
}

interface GateProps<V extends Bearer> {
  door: Door<V>;
  wayback: Wayback;
  page: (session: Session<V>) => ComponentChildren;
}

type Opening<V extends Bearer> =
  | { step: "opening" }
  | { step: "open"; session: Session<V> }
  | { step: "ended"; invited: boolean }
  | { step: "failed"; words: string };

function Gate<V extends Bearer>({ door, wayback, page }: GateProps<V>): JSX.Element {
  const [opening, setOpening] = useState<Opening<V>>({ step: "opening" });
  const open = () => {
    setOpening({ step: "opening" });
    openSession(door).then(
      (session) => {
        session.onEnded(() => setOpening({ step: "ended", invited: false }));
        setOpening({ step: "open", session });
      },
      (error: unknown) =>
        setOpening(error instanceof SessionEnded ? { step: "ended", invited: error.invited } : { step: "failed", words: reason(error) }),
    );
  };
  useEffect(open, []);
  if (opening.step === "open") return <>{page(opening.session)}</>;
  if (opening.step === "ended") return opening.invited ? <NotInvited /> : <Ended {...wayback} />;
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

function Ended({ title, advice }: Wayback): JSX.Element {
  return (
    <PageMessage title={title} testid="session-ended">
      <p>
        This page is no longer signed in. For your safety an address works only once and a session ends when it is not used.
      </p>
      <p>{advice}</p>
    </PageMessage>
  );
}

function NotInvited(): JSX.Element {
  return (
    <PageMessage title="This invitation does not open anything" testid="not-invited">
      <p>It has expired, was taken back, or was not copied as a whole.</p>
      <p>Ask the teacher who invited you for a new link.</p>
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
