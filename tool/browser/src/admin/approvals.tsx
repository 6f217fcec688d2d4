/** Registrations that came without an invitation: whoever runs the server says whose they are, or removes them. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { counted, when } from "../shared/format";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Confirm } from "../shared/ui/confirm";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import { cameFromElsewhere, family, hostOf, NAME_LIMIT, type Waiting } from "./model";
import type { AdminStore } from "./store";

export interface ApprovalsProps {
  store: AdminStore;
  waiting: Waiting[];
  /** The institutions that there are. */
  names: string[];
}

export function Approvals({ store, waiting, names }: ApprovalsProps): JSX.Element {
  return (
    <section class="card approvals" aria-labelledby="approvals">
      <h2 id="approvals">{counted(waiting.length, "registration waits", "registrations wait")} for your approval</h2>
      <p class="muted">
        An LMS that registers by itself, without a link from you, or in the name of another host, waits here. Nobody can launch from it before you have said
        which institution it belongs to. Check with the institution that the address is theirs.
      </p>
      <ul class="approvals__list">
        {waiting.map((one) => (
          <Approval key={one.platform.platform_id} store={store} one={one} names={names} />
        ))}
      </ul>
    </section>
  );
}

function Approval({ store, one, names }: { store: AdminStore; one: Waiting; names: string[] }): JSX.Element {
  const { platform } = one;
  const [name, setName] = useState(() => (cameFromElsewhere(platform) ? "" : hostOf(platform.issuer)));
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const { toast } = useSpeaker();
  const list = useId();
  const isKnown = names.includes(name.trim());
  const approve = async (): Promise<void> => {
    if (busy || name.trim() === "") return;
    setBusy(true);
    setError(undefined);
    try {
      await store.approve(platform.platform_id, name.trim());
      toast(`${platform.name} is connected to ${name.trim()}.`, "good");
    } catch (problem) {
      setError(reason(problem));
      setBusy(false);
    }
  };
  return (
    <li class="approval" data-testid="approval">
      <div class="approval__what">
        <h3>{platform.name}</h3>
        <p class="approval__issuer">{platform.issuer}</p>
        {platform.registered_at !== "" && <p class="small">registered from {platform.registered_at}</p>}
        {cameFromElsewhere(platform) && (
          <Note tone="warn">
            It says that it is {hostOf(platform.issuer)}, but registered from {platform.registered_at}. Ask the institution
            whether both are theirs.
          </Note>
        )}
        <p class="muted small">
          {[family(platform.family), `client ID ${platform.client_id}`, `registered ${when(platform.created_at)}`]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <form
        class="approval__form"
        onSubmit={(event) => {
          event.preventDefault();
          void approve();
        }}
      >
        <Field
          label="Institution"
          hint={name.trim() === "" ? "Choose one, or type a new name." : isKnown ? "Joins this institution." : "A new institution is made."}
          error={error}
        >
          {(tie) => (
            <input
              {...tie}
              class="input"
              list={list}
              maxLength={NAME_LIMIT}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              data-testid="approve-name"
            />
          )}
        </Field>
        <datalist id={list}>
          {names.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <div class="approval__actions">
          <Button kind="primary" submit busy={busy} disabled={name.trim() === ""} data-testid="approve">
            Approve
          </Button>
          <Button kind="danger" aria-label={`Turn down ${platform.name}`} onClick={() => setRemoving(true)}>
            Turn down
          </Button>
        </div>
      </form>
      {removing && (
        <Confirm
          title={`Turn down ${platform.name}?`}
          action="Turn down"
          onConfirm={async () => {
            await store.remove(platform.platform_id);
            toast("The registration is removed.");
          }}
          onClose={() => setRemoving(false)}
        >
          <p>The registration is removed. The LMS can register again.</p>
        </Confirm>
      )}
    </li>
  );
}
