/** Asks before something is done to an exam; while somebody takes it, the exam's title is typed first. */
import "./confirm-by-title.css";
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { counted } from "../shared/format";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";

export interface ConfirmByTitleProps {
  question: string;
  /** The title of the exam. */
  title: string;
  /** How many attempts at it are open right now: with none, nothing has to be typed. */
  open: number;
  /** What the buttons say. */
  goOn: string;
  leave: string;
  /** The dialog's test id, and what those of its parts begin with. */
  testid: string;
  /** What it means. */
  children: ComponentChildren;
  /** Gets what was typed; what it throws is shown, and the dialog stays. */
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

/** Whether two titles are the same to a person: case and spaces aside, as web compares them. */
export function sameTitle(one: string, other: string): boolean {
  const spoken = (title: string) => title.trim().replace(/\s+/g, " ").toLowerCase();
  return spoken(one) !== "" && spoken(one) === spoken(other);
}

/** Without a form element, so that it may stand inside one. */
export function ConfirmByTitle(props: ConfirmByTitleProps): JSX.Element {
  const { question, title, open, goOn, leave, testid, children, onConfirm, onClose } = props;
  const [typed, setTyped] = useState("");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  const asksTitle = open > 0;
  const ready = !asksTitle || sameTitle(typed, title);
  const send = async (): Promise<void> => {
    if (sending) return;
    if (!ready) {
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
    <Dialog title={question} onClose={onClose} data-testid={testid}>
      <div class="confirm-by-title">
        {asksTitle && (
          <Note tone="warn">
            <strong class="confirm-by-title__title">{title}</strong> has {counted(open, "open attempt")} right now.
          </Note>
        )}
        {children}
        {asksTitle && (
          <Field label={`To go on, type the name of the exam: ${title}`} error={error}>
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
                data-testid={`${testid}-title`}
              />
            )}
          </Field>
        )}
        {!asksTitle && error !== undefined && <Note tone="danger">{error}</Note>}
        <DialogActions>
          <Button onClick={onClose} autoFocus={!asksTitle} data-testid={`${testid}-cancel`}>
            {leave}
          </Button>
          <Button kind="destroy" busy={sending} disabled={!ready} onClick={() => void send()} data-testid={`${testid}-confirm`}>
            {goOn}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
