/** The bar at the foot of the form: what is saved, and the buttons, the likelier one stressed. */
import type { JSX } from "preact";
import { Button } from "../shared/ui/button";
import type { ExamView } from "../shared/wire.gen";
import { type Edit, isUnsaved, savedWords } from "./saving";
import type { Saving } from "./use-saving";

export interface FootProps {
  exam: ExamView;
  edit: Edit;
  /** Nothing keeps the form from being saved. */
  complete: boolean;
  saving: Saving;
  /** The LMS waits for an exam to be added. */
  linking: boolean;
}

/** Whether the form's main action is to add the exam: not once it is in the course, where saving is enough. */
export function addsFirst(exam: ExamView, linking: boolean): boolean {
  return linking && exam.standing !== "placed";
}

export function Foot({ exam, edit, complete, saving, linking }: FootProps): JSX.Element {
  const { busy } = saving;
  const unsaved = isUnsaved(edit, exam);
  const first = addsFirst(exam, linking);
  return (
    <footer class="setup__foot">
      <p class="muted small" role="status" data-testid="save-state">
        {savedWords(edit, exam)}
      </p>
      {linking && !first && (
        <Button size="large" busy={busy === "add"} disabled={!complete || busy === "save"} onClick={() => void saving.add()} data-testid="add-to-course">
          {unsaved ? "Save and add again" : "Add to course again"}
        </Button>
      )}
      <Button
        kind={first ? "normal" : "primary"}
        size="large"
        submit={!first}
        busy={busy === "save"}
        disabled={!unsaved || !complete || busy === "add"}
        onClick={first ? () => void saving.save() : undefined}
        data-testid="save"
      >
        {exam.gate?.state === "resting" ? "Save and proctor this quiz" : "Save"}
      </Button>
      {first && (
        <Button kind="primary" size="large" submit busy={busy === "add"} disabled={!complete || busy === "save"} data-testid="add-to-course">
          {unsaved ? "Save and add to course" : "Add to course"}
        </Button>
      )}
    </footer>
  );
}
