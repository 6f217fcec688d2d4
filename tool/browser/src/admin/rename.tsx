/** A new name for a connected LMS. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Field } from "../shared/ui/field";
import { NAME_LIMIT } from "./model";

export interface RenameProps {
  name: string;
  onSave: (name: string) => Promise<void>;
  onClose: () => void;
}

export function Rename({ name: before, onSave, onClose }: RenameProps): JSX.Element {
  const [name, setName] = useState(before);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const save = async (): Promise<void> => {
    if (busy || name.trim() === "") return;
    setBusy(true);
    setError(undefined);
    try {
      await onSave(name.trim());
      onClose();
    } catch (problem) {
      setError(reason(problem));
      setBusy(false);
    }
  };
  return (
    <Dialog title={`Rename ${before}`} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name" hint="Only people on this page see it." error={error}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              autoFocus
              maxLength={NAME_LIMIT}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              data-testid="platform-name"
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit busy={busy} disabled={name.trim() === ""}>
            Save
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
