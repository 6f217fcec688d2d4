/** The list of what examinees may use, with adding and removing by keyboard and pointer. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { useSpeaker } from "../shared/ui/toast";
import { RESOURCE_LIMIT, withoutResource, withResource } from "./draft";
import type { Edit } from "./saving";

export interface ResourcesProps {
  /** With what is typed but not added: that belongs to the form, which adds it when it is saved. */
  edit: Edit;
  error?: string | undefined;
  onChange: (part: Partial<Edit>) => void;
}

export function Resources({ edit: { draft, pending: text }, error, onChange }: ResourcesProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const { announce } = useSpeaker();
  const add = () => {
    input.current?.focus();
    if (error !== undefined) return; // it does not fit: the text stays, with the reason under it
    const next = withResource(draft, text);
    if (next !== draft) announce(`${text.trim()} added`);
    onChange({ draft: next, pending: "" });
  };
  const remove = (resource: string) => {
    onChange({ draft: withoutResource(draft, resource) });
    announce(`${resource} removed`);
    input.current?.focus();
  };
  return (
    <div class="resources">
      <Field
        label="Allowed resources"
        hint="For example: a pocket calculator, one sheet of notes, the formula collection."
        error={error}
      >
        {(tie) => (
          <div class="resources__row">
            <input
              {...tie}
              ref={input}
              class="input"
              maxLength={RESOURCE_LIMIT}
              value={text}
              onInput={(event) => onChange({ pending: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
              data-testid="resource-input"
            />
            <Button icon="plus" onClick={add} disabled={text.trim() === ""} data-testid="resource-add">
              Add
            </Button>
          </div>
        )}
      </Field>
      {draft.allowed_resources.length === 0 ? (
        <p class="muted small">Nothing is allowed so far.</p>
      ) : (
        <ul class="resources__list">
          {draft.allowed_resources.map((resource) => (
            <li key={resource} class="resource" data-testid="resource">
              <span>{resource}</span>
              <Button kind="plain" size="small" icon="close" label={`Remove ${resource}`} onClick={() => remove(resource)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
