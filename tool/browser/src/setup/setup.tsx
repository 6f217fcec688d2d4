/** The set-up form: loads the exam, saves it, and hands it to the LMS when the LMS asked for it. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { submitToPlatform } from "../shared/form";
import { Guests } from "../shared/guests/guests";
import { mayInvite } from "../shared/guests/standing";
import { reason } from "../shared/http";
import { PageMessage } from "../shared/page";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { CapabilityList } from "../shared/ui/capabilities";
import { Check, Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ExamBody, ExamView, FormView } from "../shared/wire.gen";
import { draftOf, isChanged, MESSAGE_LIMIT, problems, TITLE_LIMIT, withPreset } from "./draft";
import { Presets } from "./presets";
import { Resources } from "./resources";

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
  const [draft, setDraft] = useState<ExamBody>(() => draftOf(exam));
  const changed = isChanged(draft, exam);
  const set = (part: Partial<ExamBody>) => setDraft({ ...draft, ...part });
  const { busy, error, save, add } = useSaving(session, draft, changed, (saved) => {
    onSaved(saved);
    setDraft(draftOf(saved));
  });
  useLeaveWarning(changed && busy === null);
  const wrong = problems(draft);
  const complete = Object.keys(wrong).length === 0;
  return (
    <form
      class="setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void (session.view.deep_linking ? add() : save());
      }}
    >
      <header class="setup__head">
        <p class="muted small">{[exam.course_title, session.view.institution].filter(Boolean).join(" · ")}</p>
        <h1>Proctoring for this quiz</h1>
      </header>

      {exam.set_in_lms && (
        <Note tone="info">These choices are made in the quiz's own settings in the LMS. To change them, edit the quiz there.</Note>
      )}
      <fieldset class="setup__fields" disabled={exam.set_in_lms}>
      <section class="card setup__section">
        <Field label="Name of the exam" hint="Examinees and proctors see it." error={wrong.title}>
          {(tie) => (
            <input
              {...tie}
              class="input"
              maxLength={TITLE_LIMIT}
              value={draft.title}
              onInput={(event) => set({ title: event.currentTarget.value })}
              data-testid="exam-title"
            />
          )}
        </Field>
      </section>

      <section class="card setup__section">
        <h2 id="strictness">How strict</h2>
        <Presets exam={exam} draft={draft} onChoose={(preset) => setDraft(withPreset(draft, preset, exam))} />
      </section>

      <Choices draft={draft} set={set} camera={exam.policy.camera} />

      <section class="card setup__section">
        <h2>For the examinees</h2>
        <Resources draft={draft} onChange={setDraft} />
        <Field label="Message to examinees" hint="Shown with the rules before they start. Plain text.">
          {(tie) => (
            <textarea
              {...tie}
              class="input"
              maxLength={MESSAGE_LIMIT}
              value={draft.message}
              onInput={(event) => set({ message: event.currentTarget.value })}
              data-testid="exam-message"
            />
          )}
        </Field>
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

      {error !== "" && <Note tone="danger">{error}</Note>}
      <footer class="setup__foot">
        <p class="muted small" role="status" data-testid="save-state">
          {changed ? "Not saved yet" : "All changes saved"}
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

function Choices({ draft, set, camera }: { draft: ExamBody; set: (part: Partial<ExamBody>) => void; camera: boolean }): JSX.Element {
  return (
    <section class="card setup__section">
      <h2>What is asked of examinees</h2>
      <Check
        label="Camera"
        hint="Always on while the attempt runs. Stills are kept for incidents only."
        checked={camera}
        disabled
        onChange={() => undefined}
      />
      <Check
        label="Microphone"
        hint="Proctors can listen. Sound is not recorded."
        checked={draft.microphone}
        onChange={(microphone) => set({ microphone })}
        data-testid="microphone"
      />
      <Check
        label="Screen"
        hint="Proctors see everything on the examinee's screen, notifications too, and a computer is needed: a phone cannot share its screen."
        checked={draft.screen === true}
        onChange={(screen) => set({ screen })}
        data-testid="screen"
      />
      <Check
        label="Full screen"
        hint="Leaving it is reported as an incident."
        checked={draft.require_fullscreen}
        onChange={(require_fullscreen) => set({ require_fullscreen })}
        data-testid="require-fullscreen"
      />
      <fieldset class="setup__choice">
        <legend>Admission</legend>
        <Check
          type="radio"
          name="admission"
          label="A proctor lets each examinee in"
          hint="A proctor must be in the console when the exam starts."
          checked={draft.admission === "proctor"}
          onChange={() => set({ admission: "proctor" })}
          data-testid="admission-proctor"
        />
        <Check
          type="radio"
          name="admission"
          label="Automatic after the device check"
          checked={draft.admission === "automatic"}
          onChange={() => set({ admission: "automatic" })}
          data-testid="admission-automatic"
        />
      </fieldset>
    </section>
  );
}

interface Saving {
  busy: "save" | "add" | null;
  error: string;
  save: () => Promise<void>;
  add: () => Promise<void>;
}

function useSaving(session: Session, draft: ExamBody, changed: boolean, onSaved: (exam: ExamView) => void): Saving {
  const { toast } = useSpeaker();
  const [busy, setBusy] = useState<Saving["busy"]>(null);
  const [error, setError] = useState("");
  const put = async (): Promise<void> => {
    const body = { ...draft, title: draft.title.trim() };
    onSaved(await session.json<ExamView>(address(session), { method: "PUT", body }));
  };
  const during = async (what: "save" | "add", work: () => Promise<void>): Promise<void> => {
    if (busy !== null) return;
    setBusy(what);
    setError("");
    try {
      await work();
      if (what === "save") setBusy(null);
    } catch (problem) {
      setError(reason(problem));
      setBusy(null);
    }
  };
  return {
    busy,
    error,
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
