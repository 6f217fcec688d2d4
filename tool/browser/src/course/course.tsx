/** The list itself: refreshed while somebody looks, each exam's console and set-up one press away. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { strictness } from "../shared/format";
import { gateWords, needsSaying } from "../shared/gate";
import { reason } from "../shared/http";
import { OpeningNotes, useOpening } from "../shared/opening";
import { PageMessage } from "../shared/page";
import { usePolling } from "../shared/polling";
import type { Session } from "../shared/session";
import { Badge } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { Icon } from "../shared/ui/icons";
import { Note } from "../shared/ui/note";
import { Strays } from "../shared/ui/strays";
import type { CourseExam, CourseSessionView, CourseView, OpenedPage, OpenExamBody } from "../shared/wire.gen";
import { figures, ordered, tabTitle } from "./exams";
import { Quizzes, useQuizzes } from "./quizzes";

const LOOK_EVERY_MS = 10_000;

type CourseSession = Session<CourseSessionView>;

export function Course({ session }: { session: CourseSession }): JSX.Element {
  const [course, setCourse] = useState<CourseView | null>(null);
  const [error, setError] = useState("");
  const quizzes = useQuizzes(session);
  const load = async (): Promise<void> => {
    try {
      setCourse(await session.json<CourseView>("/api/course"));
      setError("");
    } catch (problem) {
      setError(reason(problem));
    }
  };
  useEffect(() => void load(), []);
  usePolling(load, LOOK_EVERY_MS);
  useEffect(() => {
    if (course !== null) document.title = tabTitle(course.course_title, course.exams);
  }, [course]);
  if (course === null && error !== "") {
    return (
      <PageMessage title="The exams could not be loaded">
        <p>{error}</p>
        <div>
          <Button kind="primary" onClick={() => void load()}>
            Try again
          </Button>
        </div>
      </PageMessage>
    );
  }
  // How a quiz comes here: until the LMS's list says otherwise, by deep linking.
  const byLinking = quizzes.list === null || quizzes.list.state === "not_offered";
  const title = course?.course_title ?? session.view.course_title;
  return (
    <main class="course" data-testid="course" data-ready={course !== null}>
      <header class="course__head">
        <div>
          <p class="muted small">{[title, session.view.institution].filter(Boolean).join(" · ")}</p>
          <h1>Proctored exams</h1>
        </div>
        {session.view.return_url !== null && (
          <a class="button" href={session.view.return_url} target="_top">
            Back to the course
          </a>
        )}
      </header>
      {error !== "" && <Note tone="warn">This list may be out of date. {error}</Note>}
      {course === null && <p class="muted">Loading…</p>}
      {course !== null && course.exams.length === 0 && <Nothing maySetUp={course.may_set_up} byLinking={byLinking} />}
      {course !== null && course.exams.length > 0 && (
        <ul class="exams">
          {ordered(course.exams).map((exam) => (
            <Exam key={exam.exam_id} session={session} exam={exam} maySetUp={course.may_set_up} byLinking={byLinking} />
          ))}
        </ul>
      )}
      {course !== null && <Quizzes session={session} shown={quizzes} maySetUp={course.may_set_up} />}
      {course !== null && course.exams.length > 0 && course.may_set_up && byLinking && (
        <details class="course__how">
          <summary>How to add proctoring to another quiz</summary>
          <HowTo />
        </details>
      )}
    </main>
  );
}

interface ExamProps {
  session: CourseSession;
  exam: CourseExam;
  maySetUp: boolean;
  byLinking: boolean;
}

function Exam({ session, exam, maySetUp, byLinking }: ExamProps): JSX.Element {
  const opening = useOpening();
  const open = (surface: OpenExamBody["surface"]): Promise<void> => {
    const body: OpenExamBody = { surface };
    const path = `/api/course/exams/${encodeURIComponent(exam.exam_id)}/open`;
    return opening.open(surface, async () => (await session.json<OpenedPage>(path, { method: "POST", body })).url);
  };
  return (
    <li class="card exam" data-testid="exam" data-waiting={exam.waiting}>
      <div class="exam__row">
        <div class="exam__what">
          <h2 class="exam__title">{exam.title}</h2>
          <p class="exam__figures">
            {figures(exam).map(({ key, words, tone }) => (
              <Badge key={key} tone={tone}>
                {words}
              </Badge>
            ))}
            {exam.gate !== null && <Badge tone={gateWords(exam.gate).tone}>{gateWords(exam.gate).words}</Badge>}
            {!exam.linked && exam.gate === null && (
              <Unplaced byLinking={byLinking} />
            )}
            <span class="muted small">{strictness(exam.preset)}</span>
          </p>
        </div>
        <div class="exam__actions">
          {maySetUp && (
            <Button busy={opening.busy === "setup"} onClick={() => void open("setup")} aria-label={`Change settings of ${exam.title}`} data-testid="open-setup">
              Change settings
            </Button>
          )}
          <Button
            kind="primary"
            icon="open"
            busy={opening.busy === "console"}
            onClick={() => void open("console")}
            aria-label={`Open console of ${exam.title}, in a new tab`}
            data-testid="open-console"
          >
            Open console
          </Button>
        </div>
      </div>
      {needsSaying(exam.gate) && (
        <Note tone="warn" data-testid="gate-trouble">
          {exam.gate.trouble}
        </Note>
      )}
      <Strays strays={exam.strays} count={exam.stray_count} afterwards />
      <OpeningNotes opening={opening} />
    </li>
  );
}

/** Why nobody comes to an exam: its link is not there, or its quiz is proctored no more. */
function Unplaced({ byLinking }: { byLinking: boolean }): JSX.Element {
  if (byLinking) {
    return (
      <Badge title="Set up, but nobody has opened it from the course so far. Perhaps it was not saved there.">
        Not opened from the course yet
      </Badge>
    );
  }
  return (
    <Badge title="Proctoring of its quiz was stopped, or nobody has opened its link in the course so far.">Proctors no quiz now</Badge>
  );
}

function Nothing({ maySetUp, byLinking }: { maySetUp: boolean; byLinking: boolean }): JSX.Element {
  return (
    <section class="card exams-none" data-testid="no-exams">
      <Icon name="eye" size={32} />
      <h2>No quiz of this course is proctored yet</h2>
      {maySetUp && byLinking && <HowTo />}
      {maySetUp && !byLinking && <p>Choose one from the list below.</p>}
      {!maySetUp && <p>When a teacher adds proctoring to a quiz, it appears here.</p>}
    </section>
  );
}

function HowTo(): JSX.Element {
  return (
    <>
      <ol class="howto">
        <li>Open the quiz's settings in your course, or add an activity or an external tool beside it.</li>
        <li>
          Choose <strong>Invigil</strong> and select what to proctor. The set-up page opens.
        </li>
        <li>
          Choose how strict, and press <strong>Add to course</strong>. The exam then appears in this list.
        </li>
      </ol>
      <p class="muted small">Where exactly the LMS offers this, its administrator reads in Invigil's guide for your LMS.</p>
    </>
  );
}
