/** The list itself: each exam as it stands for this examinee, and one button where there is something to do. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { reason } from "../shared/http";
import { openInTab } from "../shared/new-tab";
import { PageMessage } from "../shared/page";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge, type Tone } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { OpenedPage, OwnExamsView, OwnExamView, OwnSessionView } from "../shared/wire.gen";
import { t } from "./words";

const LOOK_EVERY_MS = 10_000;
const LINK_LIVES_MS = 55_000;

type OwnSession = Session<OwnSessionView>;

const TONES: Record<OwnExamView["state"], Tone> = { new: "info", open: "good", over: "quiet", ended: "warn", shut: "quiet" };

export function Exams({ session }: { session: OwnSession }): JSX.Element {
  const [own, setOwn] = useState<OwnExamsView | null>(null);
  const [error, setError] = useState("");
  const load = async (): Promise<void> => {
    try {
      setOwn(await session.json<OwnExamsView>("/api/own"));
      setError("");
    } catch (problem) {
      setError(reason(problem));
    }
  };
  useEffect(() => {
    document.title = t("page_title");
    void load();
  }, []);
  usePolling(load, LOOK_EVERY_MS);
  if (own === null && error !== "") {
    return (
      <PageMessage title={t("failed")}>
        <p>{error}</p>
        <div>
          <Button kind="primary" onClick={() => void load()}>
            {t("again")}
          </Button>
        </div>
      </PageMessage>
    );
  }
  const { view } = session;
  return (
    <main class="own" data-testid="own" data-ready={own !== null}>
      <header>
        <p class="muted small">{[own?.course_title ?? view.course_title, view.institution].filter(Boolean).join(" · ")}</p>
        <h1>{t("title")}</h1>
      </header>
      {error !== "" && (
        <Note tone="warn">
          {t("stale")} {error}
        </Note>
      )}
      {own === null && <p class="muted">{t("loading")}</p>}
      {own !== null && <p>{t(own.exams.length === 0 ? "none" : "intro")}</p>}
      <ul class="own__list">
        {own?.exams.map((exam) => (
          <Exam key={exam.exam_id} session={session} exam={exam} />
        ))}
      </ul>
      {view.return_url !== null && /^https?:\/\//.test(view.return_url) && (
        <div>
          <a class="button" href={view.return_url} target="_top" rel="noreferrer">
            {t("back")}
          </a>
        </div>
      )}
    </main>
  );
}

function Exam({ session, exam }: { session: OwnSession; exam: OwnExamView }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const [link, setLink] = useState("");
  useEffect(() => {
    if (link === "") return;
    const timer = setTimeout(() => setLink(""), LINK_LIVES_MS);
    return () => clearTimeout(timer);
  }, [link]);
  const address = async (): Promise<string> =>
    (await session.json<OpenedPage>(`/api/own/exams/${encodeURIComponent(exam.exam_id)}/open`, { method: "POST" })).url;
  const open = async (): Promise<void> => {
    setBusy(true);
    setError("");
    setLink("");
    try {
      // In a frame of the course the exam gets a tab of its own; a page of its own becomes the exam.
      if (window.parent === window) location.assign(await address());
      else {
        const outcome = await openInTab(address);
        if (outcome !== "opened") setLink(outcome.address);
      }
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  const goesOn = exam.state === "open";
  return (
    <li class="card own-exam" data-testid="own-exam" data-state={exam.state}>
      <div class="own-exam__what">
        <h2 class="own-exam__title" dir="auto">
          {exam.title}
        </h2>
        <p class="own-exam__facts">
          <Badge tone={TONES[exam.state]}>{t(`state.${exam.state}`)}</Badge>
          <span class="muted small">
            {exam.time_limit_min === null ? t("no_limit") : t("time_limit", { count: exam.time_limit_min })}
          </span>
        </p>
        {exam.state !== "new" && <p class="muted small">{t(`hint.${exam.state}`)}</p>}
      </div>
      {(exam.state === "new" || goesOn) && (
        <Button
          kind="primary"
          icon="arrowRight"
          busy={busy}
          onClick={() => void open()}
          aria-label={t(goesOn ? "go_on_label" : "begin_label", { exam: exam.title })}
          data-testid="own-open"
        >
          {t(goesOn ? "go_on" : "begin")}
        </Button>
      )}
      {error !== "" && <Note tone="danger">{error}</Note>}
      {link !== "" && (
        <Note tone="warn">
          {t("blocked")}{" "}
          <a href={link} target="_blank" rel="noopener" onClick={() => setLink("")}>
            {t("link")}
          </a>{" "}
          {t("within")}
        </Note>
      )}
    </li>
  );
}
