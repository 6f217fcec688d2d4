/** Whoever runs the server invites a new institution: its name in, a registration link out. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Field } from "../shared/ui/field";
import type { InvitationMade } from "../shared/wire.gen";
import { FreshLink } from "./fresh-link";
import { NAME_LIMIT } from "./model";
import type { AdminStore } from "./store";

export function NewInstitution({ store, onClose }: { store: AdminStore; onClose: () => void }): JSX.Element {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [made, setMade] = useState<InvitationMade | null>(null);
  const make = async (): Promise<void> => {
    if (busy || name.trim() === "") return;
    setBusy(true);
    setError(undefined);
    try {
      setMade(await store.invite(name.trim()));
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  if (made !== null) {
    return (
      <Dialog title={`Registration link for ${name.trim()}`} onClose={onClose}>
        <FreshLink made={made} />
        <p>Give it to the LMS's administrator. When the LMS has registered with it, it appears under {name.trim()}.</p>
        <DialogActions>
          <Button onClick={onClose}>Done</Button>
        </DialogActions>
      </Dialog>
    );
  }
  return (
    <Dialog title="New institution" onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Field label="Name" hint="As its people know it. It can be changed later." error={error}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              autoFocus
              required
              maxLength={NAME_LIMIT}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              data-testid="new-institution-name"
            />
          )}
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="primary" submit busy={busy} disabled={name.trim() === ""} data-testid="new-institution-make">
            Make a registration link
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
