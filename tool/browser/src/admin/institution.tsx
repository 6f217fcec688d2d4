/** One institution: its LMSs, how to connect another, roles, name. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { useKeptFocus } from "../shared/ui/kept-focus";
import { useSpeaker } from "../shared/ui/toast";
import type { AdminView, InstitutionView } from "../shared/wire.gen";
import { Connect } from "./connect";
import { NAME_LIMIT } from "./model";
import { Platform } from "./platform";
import { Roles } from "./roles";
import type { AdminStore } from "./store";

export interface InstitutionProps {
  store: AdminStore;
  view: AdminView;
  institution: InstitutionView;
}

export function Institution({ store, view, institution }: InstitutionProps): JSX.Element {
  const platforms = institution.platforms.filter(({ status }) => !view.operator || status !== "waiting");
  const heading = useRef<HTMLHeadingElement>(null);
  useKeptFocus(platforms.length, heading);
  return (
    <div class="institution" data-testid="institution">
      <h1 ref={heading} tabIndex={-1} class="institution__name">{institution.name}</h1>
      {platforms.length === 0 ? (
        <FirstSteps />
      ) : (
        <section class="institution__part" aria-labelledby="connected">
          <h2 id="connected">Connected LMSs</h2>
          {platforms.map((platform) => (
            <Platform key={platform.platform_id} store={store} platform={platform} />
          ))}
        </section>
      )}
      <Connect store={store} view={view} institution={institution} first={platforms.length === 0} />
      <Roles store={store} institution={institution} known={view.known_roles} />
      <Name store={store} institution={institution} />
    </div>
  );
}

function FirstSteps(): JSX.Element {
  return (
    <section class="card card--next" aria-labelledby="first-steps" data-testid="first-steps">
      <h2 id="first-steps">Nothing is connected yet. Three steps, about ten minutes:</h2>
      <ol class="steps">
        <li>
          <strong>Make a registration link</strong> below and paste it where your LMS adds LTI 1.3 tools.
        </li>
        <li>
          <strong>Switch the tool on in the LMS</strong>, if it asks for that. The LMS then appears here.
        </li>
        <li>
          <strong>Press “Test this connection”</strong> here. Six checks say what works and what to do about the rest.
        </li>
      </ol>
    </section>
  );
}

function Name({ store, institution }: { store: AdminStore; institution: InstitutionView }): JSX.Element {
  const [name, setName] = useState(institution.name);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  const { toast } = useSpeaker();
  const trimmed = name.trim();
  const save = async (): Promise<void> => {
    if (busy || trimmed === "" || trimmed === institution.name) return;
    setBusy(true);
    setError(undefined);
    try {
      await store.saveInstitution(institution.institution_id, { name: trimmed, role_rules: institution.role_rules });
      setName(trimmed);
      toast("Name saved.", "good");
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <section class="card part" aria-labelledby="name">
      <h2 id="name">Name</h2>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field label="Name of the institution" hint="Examinees see it before they agree to be proctored." error={error}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              maxLength={NAME_LIMIT}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
              data-testid="institution-name"
            />
          )}
        </Field>
        <div>
          <Button submit busy={busy} disabled={trimmed === "" || trimmed === institution.name} data-testid="save-name">
            Save name
          </Button>
        </div>
      </form>
    </section>
  );
}
