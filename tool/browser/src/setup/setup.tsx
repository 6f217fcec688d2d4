/** The set-up form: loads the exam, saves it, and hands it to the LMS when the LMS asked for it. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { submitToPlatform } from "../shared/form";
import { Guests } from "../shared/guests/guests";
import { mayInvite } from "../shared/guests/standing";
import { reason, Refused } from "../shared/http";
import { PageMessage } from "../shared/page";
import { FIELDS } from "../shared/registry.gen";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { CapabilityList } from "../shared/ui/capabilities";
import { Field } from "../shared/ui/field";
import { NotApplied } from "../shared/ui/not-applied";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ExamView, FormView } from "../shared/wire.gen";
import { bodyOf, type Draft, draftOf, isChanged, partOf, problems, withPreset, withValue } from "./draft";
import { Fields } from "./fields";
import { Presets } from "./presets";

/** Devices and choices first; what is written for the examinees has a place of its own. */
const ASKED = FIELDS.filter(({ kind, set_up }) => kind === "switch" || (set_up && (kind === "choice" || kind === "number")));
const WRITTEN = FIELDS.filter(({ kind, set_up }) => set_up && (kind === "lines" || kind === "text"));

export function Setup({ session }: { session: Session }): JSX.Element {
  const [exam, setExam] = useState<ExamView | null>(null);
  const [error, setError] = useState("");
  const load = () => {
    setError("");
    session.json<ExamView>(address(session)).then(setExam, (problem: unknown) => setError(reason(problem)));
  };
  useEffect(load, []);
  if (error !== "") {
    return (
      <PageMessage title="The exam could not be loaded">
        <p>{error}</p>
        <div>
          <Button kind="primary" onClick={load}>
            Try again
          </Button>
        </div>
      </PageMessage>
    );
  }
  if (exam === null) return <p class="setup-loading muted">Loading…</p>;
  return <Form session={session} exam={exam} onSaved={setExam} />;
}

function address(session: Session): string {
  return `/api/exams/${encodeURIComponent(session.view.exam_id)}`;
}

interface FormProps {
  session: Session;
  exam: ExamView;
  onSaved: (exam: ExamView) => void;
}

function Form({ session, exam, onSaved }: FormProps): JSX.Element {
  const [draft, setDraft] = useState<Draft>(() => draftOf(exam));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const form = useRef<HTMLFormElement>(null);
  const changed = isChanged(draft, exam);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const { busy, refusal, save, add } = useSaving(session, draft, changed, (saved) => {
    onSaved(saved);
    setDraft(draftOf(saved));
  });
  useLeaveWarning(changed && busy === null);
  const wrong = problems(draft, exam);
  const complete = Object.keys(wrong).length === 0;
  // The server's words stand where they belong until that part is changed.
  const refused = refusal !== null && isPart(refusal.field, exam) && refusal.part === partOf(draft, refusal.field);
  const errors: Record<string, string> = refused ? { [refusal.field]: refusal.message, ...wrong } : wrong;
  useEffect(() => {
    if (refused) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  const fields = {
    values: draft.values,
    errors,
    typed,
    onTyped: (name: string, text: string) => setTyped((now) => ({ ...now, [name]: text })),
    onChange: <Name extends keyof Draft["values"]>(name: Name, value: Draft["values"][Name]) =>
      setDraft((now) => withValue(now, name, value)),
  };
  return (
    <form
      class="setup"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void (session.view.deep_linking ? add() : save());
      }}
      noValidate
    >
      <header class="setup__head">
        <p class="muted small">{[exam.course_title, session.view.institution].filter(Boolean).join(" · ")}</p>
        <h1>Proctoring for this quiz</h1>
      </header>

      {exam.set_in_lms && (
        <Note tone="info">These choices are made in the quiz's own settings in the LMS. To change them, edit the quiz there.</Note>
      )}
      <NotApplied names={exam.policy.not_applied} />
      <fieldset class="setup__fields" disabled={exam.set_in_lms}>
      <section class="card setup__section">
        <Field label="Name of the exam" hint="Examinees and proctors see it." error={errors["title"]}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              value={draft.title}
              onInput={(event) => set({ title: event.currentTarget.value })}
              data-testid="exam-title"
            />
          )}
        </Field>
      </section>

      <section class="card setup__section">
        <h2 id="strictness">How strict</h2>
        <Presets
          exam={exam}
          draft={draft}
          errors={errors}
          onChoose={(preset) => setDraft(withPreset(draft, preset, exam))}
          onRules={(rules) => set({ rules })}
        />
      </section>

      <section class="card setup__section">
        <h2>What is asked of examinees</h2>
        <Fields fields={ASKED} {...fields} />
      </section>

      <section class="card setup__section">
        <h2>For the examinees</h2>
        <Fields fields={WRITTEN} {...fields} />
      </section>
      </fieldset>

      {mayInvite(session.view.role) && (
        <section class="card setup__section" data-testid="invited-proctors">
          <h2>Invited proctors</h2>
          <Guests session={session} />
        </section>
      )}

      <section class="card setup__section" data-testid="capabilities">
        <h2>What this LMS can do</h2>
        <p class="muted">What the LMS cannot do itself, Invigil does in its own panel beside the quiz, where it can.</p>
        <CapabilityList list={exam.capabilities} />
      </section>

      {refusal !== null && !isPart(refusal.field, exam) && <Note tone="danger">{refusal.message}</Note>}
      <footer class="setup__foot">
        <p class="muted small" role="status" data-testid="save-state">
          {!changed ? "All changes saved" : complete ? "Not saved yet" : "Not saved yet. First correct what is marked above."}
        </p>
        <Button
          kind={session.view.deep_linking ? "normal" : "primary"}
          size="large"
          busy={busy === "save"}
          disabled={!changed || !complete || busy === "add"}
          onClick={() => void save()}
          data-testid="save"
        >
          Save
        </Button>
        {session.view.deep_linking && (
          <Button
            kind="primary"
            size="large"
            submit
            busy={busy === "add"}
            disabled={!complete || busy === "save"}
            data-testid="add-to-course"
          >
            {changed ? "Save and add to course" : "Add to course"}
          </Button>
        )}
      </footer>
    </form>
  );
}

/** Whether the form shows a part of this name: a field that can be changed here, the title, or a rule. */
function isPart(name: string, exam: ExamView): boolean {
  const field = FIELDS.some((each) => each.set_up && each.name === name);
  return field || name === "title" || exam.presets.standard?.rules.some((rule) => rule.type === name) === true;
}

/** What the server refused: its words, the name of the part that they are about, and what that part held. */
interface Refusal {
  field: string;
  message: string;
  part: string;
}

interface Saving {
  busy: "save" | "add" | null;
  refusal: Refusal | null;
  save: () => Promise<void>;
  add: () => Promise<void>;
}

function useSaving(session: Session, draft: Draft, changed: boolean, onSaved: (exam: ExamView) => void): Saving {
  const { toast } = useSpeaker();
  const [busy, setBusy] = useState<Saving["busy"]>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const put = async (): Promise<void> => {
    onSaved(await session.json<ExamView>(address(session), { method: "PUT", body: bodyOf(draft) }));
  };
  const during = async (what: "save" | "add", work: () => Promise<void>): Promise<void> => {
    if (busy !== null) return;
    setBusy(what);
    setRefusal(null);
    try {
      await work();
      if (what === "save") setBusy(null);
    } catch (problem) {
      const field = problem instanceof Refused ? problem.field : "";
      setRefusal({ field, message: reason(problem), part: partOf(draft, field) });
      setBusy(null);
    }
  };
  return {
    busy,
    refusal,
    save: () =>
      during("save", async () => {
        await put();
        toast("Saved.", "good");
      }),
    // Stays busy on success: the browser is leaving for the LMS.
    add: () =>
      during("add", async () => {
        if (changed) await put();
        submitToPlatform(await session.json<FormView>(`${address(session)}/deep-link`, { method: "POST" }));
      }),
  };
}

function useLeaveWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [unsaved]);
}
