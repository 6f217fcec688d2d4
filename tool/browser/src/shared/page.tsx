/** How every page starts: open the session, then show the page, or say plainly why it cannot be shown. */
import "./base.css";
import "./ui/ui.css";
import "./ui/overlay.css";
import "./ui/forms.css";
import { Fragment, render, type ComponentChildren, type JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "./http";
import { speak } from "./i18n";
import { examDoor, openSession, SessionEnded, signsIn, type Bearer, type Door, type Session } from "./session";
import { Button } from "./ui/button";
import { Icon } from "./ui/icons";
import { Announcer } from "./ui/toast";
import type { Surface } from "./wire.gen";
import { t } from "./words";

/** What a page says when its session is over: where it is opened from. */
export interface Wayback {
  title: string;
  advice: string;
}

// Getters, since the language is chosen after this file is read.
const FROM_COURSE: Wayback = {
  get title() {
    return t("ended.title");
  },
  get advice() {
    return t("ended.advice");
  },
};
const FROM_COURSE_OR_LINK: Wayback = {
  get title() {
    return t("ended.title", { context: "invited" });
  },
  get advice() {
    return t("ended.advice", { context: "invited" });
  },
};
const ENGLISH = ["en"];

/** Shows `page` in #app once the session of this exam's surface is open. `languages`: those the surface speaks. */
export function startPage(
  surface: Surface,
  page: (session: Session) => ComponentChildren,
  languages: readonly string[] = ENGLISH,
): void {
  startAt(examDoor(surface), surface === "console" ? FROM_COURSE_OR_LINK : FROM_COURSE, page, languages);
}

/** Shows `page` in #app once a session of this kind is open, in the language of the session's person. */
export function startAt<V extends Bearer>(
  door: Door<V>,
  wayback: Wayback,
  page: (session: Session<V>) => ComponentChildren,
  languages: readonly string[] = ENGLISH,
): void {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no #app element.");
  // A link with a new ticket or invitation, pasted into a tab that shows this page, does not load it by itself.
  addEventListener("hashchange", () => {
    if (signsIn(location.hash)) location.reload();
  });
  speak(navigator.languages, languages);
  render(
    <Announcer>
      <Gate door={door} wayback={wayback} page={page} languages={languages} />
    </Announcer>,
    root,
  );
}

interface GateProps<V extends Bearer> {
  door: Door<V>;
  wayback: Wayback;
  page: (session: Session<V>) => ComponentChildren;
  languages: readonly string[];
}

type Opening<V extends Bearer> =
  | { step: "opening" }
  | { step: "open"; session: Session<V> }
  | { step: "ended"; invited: boolean }
  | { step: "failed"; words: string };

function Gate<V extends Bearer>({ door, wayback, page, languages }: GateProps<V>): JSX.Element {
  const [opening, setOpening] = useState<Opening<V>>({ step: "opening" });
  const [returns, setReturns] = useState(0);
  const open = () => {
    setOpening({ step: "opening" });
    openSession(door).then(
      (session) => {
        session.onEnded(() => setOpening({ step: "ended", invited: false }));
        speak(wanted(session.view), languages);
        setOpening({ step: "open", session });
      },
      (error: unknown) =>
        setOpening(error instanceof SessionEnded ? { step: "ended", invited: error.invited } : { step: "failed", words: reason(error) }),
    );
  };
  useEffect(open, []);
  useEffect(() => {
    // Back or Forward brought the page back as it was put away, its connections cut: start it anew, in the same session.
    const onPageShow = (event: PageTransitionEvent) => {
      if (event.persisted) setReturns((count) => count + 1);
    };
    addEventListener("pageshow", onPageShow);
    return () => removeEventListener("pageshow", onPageShow);
  }, []);
  useEffect(() => {
    if (returns === 0) return;
    if (opening.step === "open") opening.session.check();
    else if (opening.step === "failed") open();
  }, [returns]);
  if (opening.step === "open") return <Fragment key={returns}>{page(opening.session)}</Fragment>;
  if (opening.step === "ended") return opening.invited ? <NotInvited /> : <Ended {...wayback} />;
  if (opening.step === "failed") {
    return (
      <PageMessage title={t("failed.page")}>
        <p>{opening.words}</p>
        <div>
          <Button kind="primary" onClick={open}>
            {t("again")}
          </Button>
        </div>
      </PageMessage>
    );
  }
  return (
    <div class="page-message">
      <p class="muted" role="status">
        {t("opening")}
      </p>
    </div>
  );
}

/** The language of the launch; the browser's where the launch named none. */
function wanted({ locale = "" }: Bearer): readonly string[] {
  return locale === "" ? navigator.languages : [locale];
}

function Ended({ title, advice }: Wayback): JSX.Element {
  return (
    <PageMessage title={title} testid="session-ended">
      <p>{t("ended.why")}</p>
      <p>{advice}</p>
    </PageMessage>
  );
}

function NotInvited(): JSX.Element {
  return (
    <PageMessage title={t("not_invited.title")} testid="not-invited">
      <p>{t("not_invited.why")}</p>
      <p>{t("not_invited.advice")}</p>
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
