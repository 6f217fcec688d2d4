/** The LMS did not say which exam it is about: make another, or change one that the course has. */
import "./chooser.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { strictness } from "../shared/format";
import { reason } from "../shared/http";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Icon } from "../shared/ui/icons";
import { Note } from "../shared/ui/note";
import type { InsteadBody, LinkingView, OfferedExam, OpenedPage } from "../shared/wire.gen";
import { attemptWords, likelyFirst } from "./offered";
import { sameTitle } from "./confirm-by-title";
import { addressOf } from "./use-saving";

export interface ChooserProps {
  session: Session;
  linking: LinkingView;
  onAnother: () => void;
  /** Opens an address in place of this page; the default is the browser. */
  go?: (url: string) => void;
}

export function Chooser({ session, linking, onAnother, go = (url) => location.assign(url) }: ChooserProps): JSX.Element {
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState("");
  const { asked_title: asked } = linking;
  const guessed = linking.exams.some((exam) => sameTitle(exam.title, asked));
  const change = async (exam_id: string): Promise<void> => {
    setBusy(exam_id);
    setError("");
    const body: InsteadBody = { exam_id };
    try {
      // Stays busy on success: the page is leaving.
      go((await session.json<OpenedPage>(`${addressOf(session)}/linking`, { method: "POST", body })).url);
    } catch (problem) {
      setError(reason(problem));
      setBusy(null);
    }
  };
  return (
    <main class="chooser" data-testid="chooser">
      <header>
        <p class="muted small">{[linking.course_title, session.view.institution].filter(Boolean).join(" · ")}</p>
        <h1>Which exam is this about?</h1>
        <p class="muted">Your LMS did not say. Nothing changes until you save.</p>
      </header>
      <section class="card chooser__new" aria-labelledby="chooser-new">
        <div>
          <h2 id="chooser-new">A new exam</h2>
          <p class="muted">{asked === "" ? "For a quiz that is not proctored yet." : `For “${asked}”, if it is not proctored yet.`}</p>
        </div>
        <Button kind={guessed ? "normal" : "primary"} icon="plus" onClick={onAnother} disabled={busy !== null} data-testid="chooser-another">
          Set up a new exam
        </Button>
      </section>
      <section class="chooser__known" aria-labelledby="chooser-known">
        <h2 id="chooser-known">Or one that this course has</h2>
        {error !== "" && <Note tone="danger">{error}</Note>}
        <ul class="chooser__list">
          {likelyFirst(linking).map((exam) => (
            <Offered
              key={exam.exam_id}
              exam={exam}
              likely={sameTitle(exam.title, asked)}
              busy={busy === exam.exam_id}
              disabled={busy !== null && busy !== exam.exam_id}
              onChange={() => void change(exam.exam_id)}
            />
          ))}
        </ul>
      </section>
    </main>
  );
}

interface OfferedProps {
  exam: OfferedExam;
  likely: boolean;
  busy: boolean;
  disabled: boolean;
  onChange: () => void;
}

function Offered({ exam, likely, busy, disabled, onChange }: OfferedProps): JSX.Element {
  const saved = exam.standing === "saved";
  return (
    <li class="card offered" data-testid="offered" data-likely={likely}>
      <div class="offered__what">
        <h3 class="offered__title">{exam.title}</h3>
        <p class="offered__figures">
          {likely && <Badge tone="info">Same name as your activity</Badge>}
          {saved ? <Badge tone="warn">Saved, not in the course yet</Badge> : <Badge tone={exam.open > 0 ? "good" : "quiet"}>{attemptWords(exam)}</Badge>}
          <span class="muted small">{strictness(exam.preset)}</span>
        </p>
      </div>
      <Button
        kind={likely ? "primary" : "normal"}
        busy={busy}
        disabled={disabled}
        onClick={onChange}
        aria-label={`${saved ? "Go on with" : "Change"} ${exam.title}`}
        data-testid="offered-change"
      >
        {saved ? "Go on" : "Change"}
        <Icon name="arrowRight" />
      </Button>
    </li>
  );
}
