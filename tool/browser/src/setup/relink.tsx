/** Asks before an exam is added to the course while somebody takes it, or one that it may replace. */
import type { JSX } from "preact";
import type { BusyExam } from "../shared/wire.gen";
import { ConfirmByTitle } from "./confirm-by-title";

export interface RelinkProps {
  busy: BusyExam;
  /** Whether it is the very exam that is being added; otherwise a new one may take its place. */
  itself: boolean;
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

export function Relink({ busy, itself, onConfirm, onClose }: RelinkProps): JSX.Element {
  return (
    <ConfirmByTitle
      question={itself ? "Add an exam that is being taken?" : "Replace an exam that is being taken?"}
      title={busy.title}
      open={busy.open}
      goOn="Add to course"
      leave="Do not add it"
      testid="relink"
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {itself ? <SameExam /> : <OtherExam />}
      <p class="muted">Your settings are saved already, whatever you choose here.</p>
    </ConfirmByTitle>
  );
}

function SameExam(): JSX.Element {
  return (
    <ul class="confirm-by-title__facts">
      <li>The course gets a new link to this same exam, or the new one takes the place of the old.</li>
      <li>Open attempts go on, and the console keeps them. The old link still leads to this exam.</li>
      <li>The new link has a grade column of its own, which starts empty.</li>
    </ul>
  );
}

function OtherExam(): JSX.Element {
  return (
    <>
      <p>It has the name of the activity that you came from, so the new exam may take its place there. If it does:</p>
      <ul class="confirm-by-title__facts">
        <li>Whoever has begun stays in the exam that is being taken, to its end.</li>
        <li>Whoever starts from now on gets the new exam, and the activity opens the new exam's console.</li>
        <li>The console of the old exam opens from the course's list of proctored exams.</li>
      </ul>
    </>
  );
}
