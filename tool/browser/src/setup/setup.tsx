/** The set-up page: which exam it is about, its form, and the way back to the LMS. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Guests } from "../shared/guests/guests";
import { mayInvite } from "../shared/guests/standing";
import { reason } from "../shared/http";
import { PageMessage } from "../shared/page";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { CapabilityList } from "../shared/ui/capabilities";
import { Check, Field } from "../shared/ui/field";
import { Note } from "../shared/ui/note";
import type { ExamBody, ExamView, LinkingView } from "../shared/wire.gen";
import { Chooser } from "./chooser";
import { MESSAGE_LIMIT, type PresetName, TITLE_LIMIT, withPreset } from "./draft";
import { addsFirst, Foot } from "./foot";
import { Notes } from "./notes";
import { Presets } from "./presets";
import { Relink } from "./relink";
import { Resources } from "./resources";
import { afterSaving, type Edit, editOf, isTouched, wrongs } from "./saving";
import { addressOf, useSaving } from "./use-saving";

interface Loaded {
  exam: ExamView;
  /** What the LMS asked for; null if nobody came by deep linking. */
  linking: LinkingView | null;
}

export function Setup({ session }: { session: Session }): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [another, setAnother] = useState(false);
  const [error, setError] = useState("");
  const load = () => {
    setError("");
    loadedBy(session).then(setLoaded, (problem: unknown) => setError(reason(problem)));
  };
  useEffect(load, []);
  useEffect(() => {
    if (another) document.querySelector("h1")?.focus(); // the page is another one now: go on reading from its top
  }, [another]);
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
  if (loaded === null) return <p class="setup-loading muted">Loading…</p>;
  const { exam, linking } = loaded;
  if (linking !== null && !another && isOpenQuestion(exam, linking)) {
    return <Chooser session={session} linking={linking} onAnother={() => setAnother(true)} />;
  }
  return <Form session={session} exam={exam} linking={linking !== null} onSaved={(saved) => setLoaded({ exam: saved, linking })} />;
}

async function loadedBy(session: Session): Promise<Loaded> {
  const [exam, linking] = await Promise.all([
    session.json<ExamView>(addressOf(session)),
    session.view.deep_linking ? session.json<LinkingView>(`${addressOf(session)}/linking`) : null,
  ]);
  return { exam, linking };
}

/** Whether the LMS has left open which exam it is about, and there is one to choose. */
function isOpenQuestion(exam: ExamView, linking: LinkingView): boolean {
  return exam.standing === "draft" && !exam.copied && linking.exams.length > 0;
}

interface FormProps {
  session: Session;
  exam: ExamView;
  /** The LMS waits for an exam to be added. */
  linking: boolean;
  onSaved: (exam: ExamView) => void;
}

function Form({ session, exam, linking, onSaved }: FormProps): JSX.Element {
  const [edit, setEdit] = useState<Edit>(() => editOf(exam));
  const form = useRef<HTMLFormElement>(null);
  const adds = linking && !exam.set_in_lms;
  const saving = useSaving({
    session,
    exam,
    edit,
    onSaved: (saved, sent) => {
      onSaved(saved);
      setEdit((now) => afterSaving(now, sent, saved));
    },
  });
  const { refusal } = saving;
  const { draft } = edit;
  const set = (part: Partial<ExamBody>) => {
    for (const field of Object.keys(part) as (keyof ExamBody)[]) saving.changing(field);
    setEdit({ ...edit, draft: { ...draft, ...part } });
  };
  const choosePreset = (preset: PresetName) => {
    saving.changing("preset");
    setEdit({ ...edit, draft: withPreset(draft, preset, exam) });
  };
  useLeaveWarning(isTouched(edit, exam) && saving.busy === null);
  useEffect(() => {
    if (refusal !== null) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [refusal]);
  const found = wrongs(edit);
  const complete = Object.keys(found).length === 0;
  const wrong = refusal === null || refusal.field === null ? found : { [refusal.field]: refusal.words, ...found };
  return (
    <form
      ref={form}
      class="setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void (addsFirst(exam, adds) ? saving.add() : saving.save());
      }}
    >
      <header class="setup__head">
        <div>
          <p class="muted small">{[exam.course_title, session.view.institution].filter(Boolean).join(" · ")}</p>
          <h1 tabIndex={-1}>Proctoring for this quiz</h1>
        </div>
        {session.view.return_url !== null && !session.view.deep_linking && (
          <a class="button" href={session.view.return_url} target="_top">
            Back to the course
          </a>
        )}
      </header>

      <Notes exam={exam} linking={adds} />
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
        <Presets exam={exam} draft={draft} onChoose={choosePreset} />
        {wrong.preset !== undefined && <Note tone="danger">{wrong.preset}</Note>}
      </section>

      <Choices draft={draft} set={set} camera={exam.policy.camera} />

      <section class="card setup__section">
        <h2>For the examinees</h2>
        <Resources
          edit={edit}
          error={wrong.allowed_resources}
          onChange={(part) => {
            saving.changing("allowed_resources");
            setEdit({ ...edit, ...part });
          }}
        />
        <Field label="Message to examinees" hint="Shown with the rules before they start. Plain text." error={wrong.message}>
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
          {exam.standing === "draft" ? <p class="muted">Save the exam first. Then you can invite people to watch it.</p> : <Guests session={session} />}
        </section>
      )}

      <section class="card setup__section" data-testid="capabilities">
        <h2>What this LMS can do</h2>
        <p class="muted">What the LMS cannot do itself, Invigil does in its own panel beside the quiz, where it can.</p>
        <CapabilityList list={exam.capabilities} />
      </section>

      {refusal !== null && refusal.field === null && <Note tone="danger">{refusal.words}</Note>}
      <Foot exam={exam} edit={edit} complete={complete} saving={saving} linking={adds} />
      {saving.asked !== null && (
        <Relink busy={saving.asked} itself={exam.standing === "placed"} onConfirm={saving.confirm} onClose={saving.cancel} />
      )}
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

function useLeaveWarning(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [unsaved]);
}
