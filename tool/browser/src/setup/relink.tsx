/** Asks before an exam is added to the course while somebody takes it, or one that it may replace: the title is typed. */
import "./relink.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { counted } from "../shared/format";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import type { BusyExam } from "../shared/wire.gen";

export interface RelinkProps {
  busy: BusyExam;
  /** Whether it is the very exam that is being added; otherwise a new one may take its place. */
  itself: boolean;
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

/** Whether two titles are the same to a person: case and spaces aside, as web compares them. */
export function sameTitle(one: string, other: string): boolean {
  const spoken = (title: string) => title.trim().replace(/\s+/g, " ").toLowerCase();
  return spoken(one) !== "" && spoken(one) === spoken(other);
}

/** Without a form element, so that it may stand inside one. */
export function Relink({ busy, itself, onConfirm, onClose }: RelinkProps): JSX.Element {
  const [typed, setTyped] = useState("");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  const send = async (): Promise<void> => {
    if (sending) return;
    if (!sameTitle(typed, busy.title)) {
      setError("This is not the name of the exam. Type it as it stands above.");
      return;
    }
    setSending(true);
    setError(undefined);
    try {
      await onConfirm(typed);
    } catch (problem) {
      setError(reason(problem));
      setSending(false);
    }
  };
  return (
    <Dialog title={itself ? "Add an exam that is being taken?" : "Replace an exam that is being taken?"} onClose={onClose} data-testid="relink">
      <div class="relink">
        <Note tone="warn">
          <strong class="relink__title">{busy.title}</strong> has {counted(busy.open, "open attempt")} right now.
        </Note>
        {itself ? <SameExam /> : <OtherExam />}
        <p class="muted">Your settings are saved already, whatever you choose here.</p>
        <Field label={`To go on, type the name of the exam: ${busy.title}`} error={error}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              autoComplete="off"
              autoFocus
              value={typed}
              onInput={(event) => {
                setTyped(event.currentTarget.value);
                setError(undefined);
              }}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                void send();
              }}
              data-testid="relink-title"
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose} data-testid="relink-cancel">
            Do not add it
          </Button>
          <Button
            kind="destroy"
            busy={sending}
            disabled={!sameTitle(typed, busy.title)}
            onClick={() => void send()}
            data-testid="relink-confirm"
          >
            Add to course
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

function SameExam(): JSX.Element {
  return (
    <ul class="relink__facts">
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
      <ul class="relink__facts">
        <li>Whoever has begun stays in the exam that is being taken, to its end.</li>
        <li>Whoever starts from now on gets the new exam, and the activity opens the new exam's console.</li>
        <li>The console of the old exam opens from the course's list of proctored exams.</li>
      </ul>
    </>
  );
}
