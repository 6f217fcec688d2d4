/** Asks before something that is hard to undo; stays open, with the server's words, when it is refused. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../http";
import { Button } from "./button";
import { Dialog, DialogActions } from "./dialog";
import { Note } from "./note";

export interface ConfirmProps {
  title: string;
  /** The words on the button that does it. */
  action: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
}

export function Confirm({ title, action, onConfirm, onClose, children }: ConfirmProps): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError("");
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError(reason(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} data-testid="confirm">
      {children}
      {error !== "" && <Note tone="danger">{error}</Note>}
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          Cancel
        </Button>
        <Button kind="destroy" busy={busy} onClick={() => void confirm()} data-testid="confirm-yes">
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
