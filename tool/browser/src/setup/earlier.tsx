/** That the quiz was proctored before, by an exam that is kept, and the way there. */
import type { JSX } from "preact";
import { counted, moment } from "../shared/format";
import { OpeningNotes, useOpening } from "../shared/opening";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { Note } from "../shared/ui/note";
import type { EarlierBody, EarlierExam, ExamView, OpenedPage } from "../shared/wire.gen";
import { addressOf } from "./use-saving";

/** Nothing if it never was. */
export function Earlier({ session, exam }: { session: Session; exam: ExamView }): JSX.Element | null {
  const opening = useOpening();
  const open = ({ exam_id }: EarlierExam): Promise<void> => {
    const body: EarlierBody = { exam_id };
    const path = `${addressOf(session)}/earlier`;
    return opening.open(exam_id, async () => (await session.json<OpenedPage>(path, { method: "POST", body })).url);
  };
  if (exam.earlier.length === 0) return null;
  return (
    <section class="setup__notes" aria-label="Earlier exams of this quiz" data-testid="earlier">
      {exam.earlier.map((one) => (
        <Note key={one.exam_id} tone="info">
          This quiz was proctored before, until {moment(one.until)}. Nothing of that is lost: {counted(one.attempts, "attempt")} with
          incidents and decisions.{" "}
          <Button size="small" icon="open" busy={opening.busy === one.exam_id} onClick={() => void open(one)} data-testid="open-earlier">
            Open the earlier exam
            <span class="visually-hidden">{` ${one.title}, in a new tab`}</span>
          </Button>
        </Note>
      ))}
      <OpeningNotes opening={opening} />
    </section>
  );
}
