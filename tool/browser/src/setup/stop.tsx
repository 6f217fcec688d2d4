/** Asks before a quiz is proctored no more; while somebody takes it, the exam's title is typed. */
import "./relink.css";
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { counted } from "../shared/format";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { sameTitle } from "./relink";

export interface StopProps {
  title: string;
  /** How many attempts are open right now. */
  open: number;
  onConfirm: (typedTitle: string) => Promise<void>;
  onClose: () => void;
}

/** Without a form element, so that it may stand inside one. */
export function Stop({ title, open, onConfirm, onClose }: StopProps): JSX.Element {
  const [typed, setTyped] = useState("");
  const [sending, setSending] = useState(false);
  const [error, setError] = useState<string>();
  const ready = open === 0 || sameTitle(typed, title);
  const send = async (): Promise<void> => {
    if (sending || !ready) return;
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
    <Dialog title="Stop proctoring this quiz?" onClose={onClose} data-testid="stop">
      <div class="relink">
        {open > 0 && (
          <Note tone="warn">
            <strong class="relink__title">{title}</strong> has {counted(open, "open attempt")} right now.
          </Note>
        )}
        <ul class="relink__facts">
          <li>The quiz asks for what it asked for before: its own access code, or none. Then anybody can begin without Invigil.</li>
          <li>Whoever is being watched stays watched to the end of their attempt.</li>
          <li>The exam, its incidents and its reports stay.</li>
        </ul>
        {open > 0 && (
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
                data-testid="stop-title"
              />
            )}
          </Field>
        )}
        {open === 0 && error !== undefined && <Note tone="danger">{error}</Note>}
        <DialogActions>
          <Button onClick={onClose} autoFocus={open === 0} data-testid="stop-cancel">
            Go on proctoring
          </Button>
          <Button kind="destroy" busy={sending} disabled={!ready} onClick={() => void send()} data-testid="stop-confirm">
            Stop proctoring
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}
