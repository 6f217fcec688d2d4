/** Where a human gives the final word on an attempt. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { reason } from "../shared/http";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { Check, Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ReportView, VerdictBody } from "../shared/wire.gen";
import { isOver, VERDICTS } from "./summary";

export interface VerdictFormProps {
  session: Session;
  attemptId: string;
  report: ReportView;
  onChange: (report: ReportView) => void;
}

export function VerdictForm({ session, attemptId, report, onChange }: VerdictFormProps): JSX.Element {
  const { tile } = report.detail;
  const { toast } = useSpeaker();
  const [verdict, setVerdict] = useState<VerdictBody["verdict"] | null>(
    () => VERDICTS.find((choice) => choice.value === tile.verdict)?.value ?? null,
  );
  const [note, setNote] = useState(report.verdict_note);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const save = async (): Promise<void> => {
    if (verdict === null || busy) return;
    setBusy(true);
    setError("");
    const body: VerdictBody = { verdict, note: note.trim() };
    try {
      const path = `/api/attempts/${encodeURIComponent(attemptId)}/verdict`;
      onChange(await session.json<ReportView>(path, { method: "POST", body }));
      toast("Verdict saved.", "good");
    } catch (problem) {
      setError(reason(problem));
    }
    setBusy(false);
  };
  return (
    <section class="card report__section verdict" aria-labelledby="verdict">
      <h2 id="verdict">Your verdict</h2>
      {!isOver(tile.state) ? (
        <Note>The attempt is still going on. A verdict can be given when it is over.</Note>
      ) : (
        <form
          class="verdict__form"
          onSubmit={(event) => {
            event.preventDefault();
            void save();
          }}
        >
          <div class="verdict__choices" role="radiogroup" aria-labelledby="verdict">
            {VERDICTS.map((choice) => (
              <Check
                key={choice.value}
                type="radio"
                name="verdict"
                label={choice.label}
                hint={choice.means}
                checked={verdict === choice.value}
                onChange={() => setVerdict(choice.value)}
                data-testid={`verdict-${choice.value}`}
              />
            ))}
          </div>
          <Field label="Note" hint="Say why, for the record. It goes to the LMS with the verdict.">
            {(tie) => (
              <textarea
                {...tie}
                class="input"
                maxLength={2000}
                value={note}
                onInput={(event) => setNote(event.currentTarget.value)}
                data-testid="verdict-note"
              />
            )}
          </Field>
          {error !== "" && <Note tone="danger">{error}</Note>}
          <div>
            <Button kind="primary" submit busy={busy} disabled={verdict === null} data-testid="verdict-save">
              Save verdict
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
