/** The list of what examinees may use, with adding and removing by keyboard and pointer. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { useSpeaker } from "../shared/ui/toast";
import type { ExamBody } from "../shared/wire.gen";
import { RESOURCE_LIMIT, withoutResource, withResource } from "./draft";

export interface ResourcesProps {
  draft: ExamBody;
  onChange: (draft: ExamBody) => void;
}

export function Resources({ draft, onChange }: ResourcesProps): JSX.Element {
  const [text, setText] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const { announce } = useSpeaker();
  const add = () => {
    const next = withResource(draft, text);
    if (next !== draft) announce(`${text.trim()} added`);
    onChange(next);
    setText("");
    input.current?.focus();
  };
  const remove = (resource: string) => {
    onChange(withoutResource(draft, resource));
    announce(`${resource} removed`);
    input.current?.focus();
  };
  return (
    <div class="resources">
      <Field label="Allowed resources" hint="For example: a pocket calculator, one sheet of notes, the formula collection.">
        {(tie) => (
          <div class="resources__row">
            <input
              {...tie}
              ref={input}
              class="input"
              maxLength={RESOURCE_LIMIT}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
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
