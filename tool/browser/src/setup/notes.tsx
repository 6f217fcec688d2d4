/** The notes above the form: where the settings are from, and what saving or adding would mean. */
import type { ComponentChildren, JSX } from "preact";
import { counted } from "../shared/format";
import { Note } from "../shared/ui/note";
import type { ExamView } from "../shared/wire.gen";

export interface NotesProps {
  exam: ExamView;
  /** The LMS waits for an exam that can be added. */
  linking: boolean;
}

export function Notes({ exam, linking }: NotesProps): JSX.Element | null {
  const notes: ComponentChildren[] = [];
  if (exam.set_in_lms) {
    notes.push(<Note tone="info">These choices are made in the quiz's own settings in the LMS. To change them, edit the quiz there.</Note>);
  }
  if (exam.copied) {
    notes.push(
      <Note tone="info" data-testid="copied">
        This course was copied, so this is an exam of its own. It has the settings of the exam that it was copied from; what you change
        here does not change that one.
      </Note>,
    );
  }
  if (linking && exam.standing === "placed") {
    notes.push(
      <Note tone="info" data-testid="in-course">
        This exam is in the course already. To change it, saving is enough. Add it again only if its link in the course was lost.
      </Note>,
    );
  }
  if (exam.open_attempts > 0 && !exam.set_in_lms) {
    notes.push(
      <Note tone="warn" data-testid="being-taken">
        {counted(exam.open_attempts, "attempt")} open right now. New rules hold for them as soon as you save.
      </Note>,
    );
  }
  return notes.length === 0 ? null : <div class="setup__notes">{notes}</div>;
}
