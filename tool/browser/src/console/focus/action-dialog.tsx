/** Asks what an action needs (reason, words, minutes, severity) and says what it will do before it does it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { reason as wordsOf } from "../../shared/http";
import { Button } from "../../shared/ui/button";
import { Dialog, DialogActions } from "../../shared/ui/dialog";
import { Field } from "../../shared/ui/field";
import { Note } from "../../shared/ui/note";
import type { DecideBody, IncidentView, Snapshot } from "../../shared/wire.gen";
import { type ActionForm, FORMS, inLms, READING_S, suggestedReason, type FormKind } from "../actions";

const MINUTES = [5, 10, 15, 30];
const MAX_MINUTES = 240;
const SEVERITIES: [number, string][] = [
  [0.25, "Low: note only"],
  [0.5, "Medium: look at it"],
  [0.75, "High: look at it first"],
  [1, "Critical"],
];

export interface ActionDialogProps {
  kind: FormKind;
  name: string;
  snapshot: Snapshot;
  incidents: readonly IncidentView[];
  /** What else there is to know about it now. */
  more?: string;
  onDecide: (more: Partial<DecideBody>) => Promise<void>;
  onClose: () => void;
}

export function ActionDialog({ kind, name, snapshot, incidents, more: known = "", onDecide, onClose }: ActionDialogProps): JSX.Element {
  const form = FORMS[kind];
  const suggested = form.reasonless === true ? "other" : form.reasonRequired ? "" : suggestedReason(incidents, snapshot.reasons);
  const [code, setCode] = useState(kind === "extra_time" ? "technical" : suggested);
  const [text, setText] = useState("");
  const [minutes, setMinutes] = useState(10);
  const [severity, setSeverity] = useState(0.5);
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const read = useReading(form.drastic);
  const press = useRef({ said: "", id: "" });
  const first = useRef<HTMLSelectElement & HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError("");
    const more: Partial<DecideBody> = { reason: code, text: text.trim(), pressed_at: Date.now() / 1000 };
    if (kind === "extra_time") more.minutes = minutes;
    if (kind === "flag") more.severity = severity;
    more.client_id = idOf(press.current, JSON.stringify([code, more.text, more.minutes, more.severity]));
    try {
      await onDecide(more);
      onClose();
    } catch (problem) {
      setError(wordsOf(problem));
      setBusy(false);
    }
  };
  const complete = code !== "" && (kind !== "extra_time" || (minutes >= 1 && minutes <= MAX_MINUTES));
  return (
    <Dialog title={`${form.title}: ${name}`} onClose={onClose} data-testid={`dialog-${kind}`}>
      <form
        class="action-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (complete && read && !busy) void confirm();
        }}
      >
        {form.drastic ? <Note tone="danger">{form.effect}</Note> : <p class="muted">{form.effect}</p>}
        {known !== "" && <p data-testid="action-more">{known}</p>}
        {kind === "extra_time" && <Minutes value={minutes} onChange={setMinutes} input={first} />}
        {form.reasonless !== true && (
          <Reason form={form} reasons={snapshot.reasons} value={code} onChange={setCode} input={kind === "extra_time" ? null : first} />
        )}
        {kind === "flag" && <SeverityChoice value={severity} onChange={setSeverity} />}
        <Field label={`${form.textLabel} (optional)`}>
          {(tie) => (
            <textarea
              {...tie}
              class="input"
              maxLength={1000}
              value={text}
              onInput={(event) => setText(event.currentTarget.value)}
              data-testid="reason-text"
            />
          )}
        </Field>
        <LmsNote kind={kind} snapshot={snapshot} />
        {error !== "" && <Note tone="danger">{error}</Note>}
        <DialogActions>
          <Button onClick={onClose} data-testid="cancel-action">
            Cancel
          </Button>
          <Button
            kind={form.drastic ? "destroy" : "primary"}
            submit
            busy={busy}
            disabled={!complete || !read}
            data-testid="confirm-action"
          >
            {form.confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** False for the first moments of a drastic dialog, so that a double press cannot go through it. */
function useReading(drastic: boolean): boolean {
  const [read, setRead] = useState(!drastic);
  useEffect(() => {
    if (!drastic) return;
    const timer = setTimeout(() => setRead(true), READING_S * 1000);
    return () => clearTimeout(timer);
  }, [drastic]);
  return read;
}

function LmsNote({ kind, snapshot }: { kind: FormKind; snapshot: Snapshot }): JSX.Element | null {
  if (kind === "warn") return null;
  const capability = inLms(kind, snapshot.capabilities);
  if (capability === null || capability.possible) return null;
  return <Note tone="warn">This LMS cannot do this itself. {capability.means}</Note>;
}

interface ReasonProps {
  form: ActionForm;
  reasons: Record<string, string>;
  value: string;
  onChange: (code: string) => void;
  input: { current: HTMLSelectElement | null } | null;
}

function Reason({ form, reasons, value, onChange, input }: ReasonProps): JSX.Element {
  return (
    <Field label="Reason">
      {(tie) => (
        <select
          {...tie}
          ref={input}
          class="input"
          required
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          data-testid="reason-select"
        >
          {form.reasonRequired && (
            <option value="" disabled>
              Choose a reason
            </option>
          )}
          {Object.entries(reasons).map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface MinutesProps {
  value: number;
  onChange: (minutes: number) => void;
  input: { current: HTMLInputElement | null };
}

function Minutes({ value, onChange, input }: MinutesProps): JSX.Element {
  return (
    <Field label="Minutes">
      {(tie) => (
        <div class="minutes">
          <input
            {...tie}
            ref={input}
            class="input"
            type="number"
            min={1}
            max={MAX_MINUTES}
            step={1}
            required
            value={value}
            onInput={(event) => onChange(Math.round(Number(event.currentTarget.value)))}
            data-testid="extra-minutes"
          />
          {MINUTES.map((choice) => (
            <Button key={choice} size="small" onClick={() => onChange(choice)} aria-pressed={choice === value}>
              {choice}
            </Button>
          ))}
        </div>
      )}
    </Field>
  );
}

function SeverityChoice({ value, onChange }: { value: number; onChange: (severity: number) => void }): JSX.Element {
  return (
    <Field label="Severity">
      {(tie) => (
        <select
          {...tie}
          class="input"
          value={String(value)}
          onChange={(event) => onChange(Number(event.currentTarget.value))}
          data-testid="flag-severity"
        >
          {SEVERITIES.map(([weight, label]) => (
            <option key={weight} value={String(weight)}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The same once more, after an answer that did not come, is the same press: the server takes it once. */
function idOf(press: { said: string; id: string }, said: string): string {
  if (press.said !== said) Object.assign(press, { said, id: crypto.randomUUID() });
  return press.id;
}
