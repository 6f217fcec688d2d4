/** What one kind of LMS is asked about, for this installation of it: a choice for each question. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../shared/http";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { PlatformView } from "../shared/wire.gen";
import type { AdminStore } from "./store";

export function SettingsForm({ store, platform }: { store: AdminStore; platform: PlatformView }): JSX.Element | null {
  const [changed, setChanged] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const { toast } = useSpeaker();
  if (platform.settings.length === 0) return null;
  const save = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setError("");
    try {
      await store.chooseSettings(platform.platform_id, { values: changed });
      setChanged({});
      toast("Saved.", "good");
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      data-testid="lms-settings"
    >
      <h4 class="platform__heading">Settings of this LMS</h4>
      {platform.settings.map(({ name, label, help, value, choices }) => (
        <Field key={name} label={label} {...(help === "" ? {} : { hint: help })}>
          {(tie) => (
            <select
              {...tie}
              class="input"
              name={name}
              value={changed[name] ?? value}
              onChange={(event) => setChanged({ ...changed, [name]: event.currentTarget.value })}
              data-testid={`setting-${name}`}
            >
              {choices.map((choice) => (
                <option key={choice.value} value={choice.value}>
                  {choice.label}
                </option>
              ))}
            </select>
          )}
        </Field>
      ))}
      {error !== "" && <Note tone="danger">{error}</Note>}
      <div>
        <Button submit busy={busy} disabled={Object.keys(changed).length === 0} data-testid="save-settings">
          Save settings
        </Button>
      </div>
    </form>
  );
}
