/** The course's quizzes as its LMS lists them, each with how it stands and, where it is not proctored, the button. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { gateWords } from "../shared/gate";
import { reason } from "../shared/http";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { CourseQuiz, CourseQuizzes, CourseSessionView, OpenedPage, ProctorBody } from "../shared/wire.gen";
import { OpeningNotes, useOpening } from "./opening";
import { about, orderedQuizzes } from "./quiz-words";

/** An LMS is asked for its list no more often than this by a page that is only looked at. */
const LOOK_EVERY_MS = 60_000;
const PATH = "/api/course/quizzes";

type CourseSession = Session<CourseSessionView>;

export interface QuizzesShown {
  /** null until the first answer. */
  list: CourseQuizzes | null;
  /** Why nothing newer has come; "" if it has. */
  error: string;
  load: () => Promise<void>;
}

/** Loads beside the rest of the page, which waits for none of it. */
export function useQuizzes(session: CourseSession): QuizzesShown {
  const [list, setList] = useState<CourseQuizzes | null>(null);
  const [error, setError] = useState("");
  const load = async (): Promise<void> => {
    try {
      setList(await session.json<CourseQuizzes>(PATH));
      setError("");
    } catch (problem) {
      setError(reason(problem));
    }
  };
  useEffect(() => void load(), []);
  usePolling(load, LOOK_EVERY_MS);
  return { list, error, load };
}

export interface QuizzesProps {
  session: CourseSession;
  shown: QuizzesShown;
  maySetUp: boolean;
}

/** Nothing where the LMS offers no such list. */
export function Quizzes({ session, shown, maySetUp }: QuizzesProps): JSX.Element | null {
  const { list, error, load } = shown;
  if (list?.state === "not_offered") return null;
  return (
    <section class="quizzes" aria-labelledby="quizzes" aria-busy={list === null && error === ""} data-testid="quizzes">
      <h2 id="quizzes">Quizzes of this course</h2>
      {list === null && error === "" && <p class="muted">Asking the LMS for its quizzes…</p>}
      {error !== "" && <Trouble words={error} load={load} />}
      {list !== null && list.state !== "ready" && <Trouble words={list.words} load={load} />}
      {list?.state === "ready" && list.quizzes.length === 0 && (
        <p class="muted" data-testid="no-quizzes">
          The LMS lists no quiz in this course. Make one there first.
        </p>
      )}
      {list?.state === "ready" && list.quizzes.length > 0 && (
        <ul class="exams">
          {orderedQuizzes(list.quizzes).map((quiz) => (
            <Quiz key={`${quiz.kind} ${quiz.quiz_id}`} session={session} quiz={quiz} maySetUp={maySetUp} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Trouble({ words, load }: { words: string; load: () => Promise<void> }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const again = async (): Promise<void> => {
    setBusy(true);
    await load();
    setBusy(false);
  };
  return (
    <Note tone="warn" data-testid="quizzes-trouble">
      {words}{" "}
      <Button size="small" busy={busy} onClick={() => void again()}>
        Try again
      </Button>
    </Note>
  );
}

interface QuizProps {
  session: CourseSession;
  quiz: CourseQuiz;
  maySetUp: boolean;
}

function Quiz({ session, quiz, maySetUp }: QuizProps): JSX.Element {
  const opening = useOpening();
  const { gate } = quiz;
  const body: ProctorBody = { kind: quiz.kind, quiz_id: quiz.quiz_id };
  const proctor = () =>
    opening.open("proctor", async () => (await session.json<OpenedPage>(PATH, { method: "POST", body })).url);
  const words = gate === null ? "Proctor this quiz" : "Finish the set-up";
  const isFree = gate === null || gate.state === "resting";
  return (
    <li class="card exam" data-testid="quiz" data-quiz={quiz.quiz_id}>
      <div class="exam__row">
        <div class="exam__what">
          <h3 class="exam__title">{quiz.title}</h3>
          <p class="exam__figures">
            <Badge>{quiz.kind_words}</Badge>
            {!quiz.published && <Badge tone="warn">Not published</Badge>}
            {gate !== null && <Badge tone={gateWords(gate).tone}>{gateWords(gate).words}</Badge>}
            {gate === null && quiz.has_code && (
              <Badge title="Invigil puts it back when you stop proctoring this quiz.">Has an access code of its own</Badge>
            )}
            <span class="muted small">{about(quiz)}</span>
          </p>
        </div>
        {maySetUp && isFree && (
          <div class="exam__actions">
            <Button
              kind="primary"
              icon="open"
              busy={opening.busy !== null}
              onClick={() => void proctor()}
              aria-label={`${words}: ${quiz.title}, set-up opens in a new tab`}
              data-testid="proctor"
            >
              {words}
            </Button>
          </div>
        )}
      </div>
      <OpeningNotes opening={opening} />
    </li>
  );
}
