/** A list of short texts (what examinees may use), with adding and removing by keyboard and pointer. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { lineProblem, type LinesField } from "../shared/policy-fields";
import { Button } from "../shared/ui/button";
import { Field } from "../shared/ui/field";
import { useSpeaker } from "../shared/ui/toast";
import { Used } from "./used";

export interface LinesProps {
  field: LinesField;
  lines: readonly string[];
  /** What is typed but not added yet: it belongs to the form, so that it is not lost. */
  text: string;
  /** What is wrong with the list, in words. */
  error: string | undefined;
  onText: (text: string) => void;
  onChange: (lines: string[]) => void;
}

export function Lines({ field, lines, text, error, onText, onChange }: LinesProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const { announce } = useSpeaker();
  const wrong = lineProblem(field, text, lines);
  const add = () => {
    if (wrong !== "" || text.trim() === "") return;
    onChange([...lines, text.trim()]);
    announce(`${text.trim()} added`);
    onText("");
    input.current?.focus();
  };
  const remove = (line: string) => {
    onChange(lines.filter((other) => other !== line));
    announce(`${line} removed`);
    input.current?.focus();
  };
  return (
    <div class="resources">
      <Field label={field.label} hint={field.hint} error={wrong === "" ? error : wrong}>
        {(tie) => (
          <>
            <div class="resources__row">
              <input
                {...tie}
                ref={input}
                class="input"
                value={text}
                onInput={(event) => onText(event.currentTarget.value)}
                onKeyDown={(event) => {
                  if (event.key !== "Enter") return;
                  event.preventDefault();
                  add();
                }}
                data-testid="resource-input"
              />
              <Button icon="plus" onClick={add} disabled={text.trim() === "" || wrong !== ""} data-testid="resource-add">
                Add
              </Button>
            </div>
            <Used text={text} longest={field.longest} />
          </>
        )}
      </Field>
      {lines.length === 0 ? (
        <p class="muted small">Nothing is allowed so far.</p>
      ) : (
        <ul class="resources__list">
          {lines.map((line) => (
            <li key={line} class="resource" data-testid="resource">
              <span>{line}</span>
              <Button kind="plain" size="small" icon="close" label={`Remove ${line}`} onClick={() => remove(line)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
