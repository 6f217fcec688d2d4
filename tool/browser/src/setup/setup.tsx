/** The set-up page: which exam it is about, its form, and the way back to the LMS. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Guests } from "../shared/guests/guests";
import { mayInvite } from "../shared/guests/standing";
import { reason } from "../shared/http";
import { PageMessage } from "../shared/page";
import { FIELDS } from "../shared/registry.gen";
import type { Session } from "../shared/session";
import { Button } from "../shared/ui/button";
import { CapabilityList } from "../shared/ui/capabilities";
import { Field } from "../shared/ui/field";
import { NotApplied } from "../shared/ui/not-applied";
import { Note } from "../shared/ui/note";
import { useSpeaker } from "../shared/ui/toast";
import type { ExamView, GateView, LinkingView } from "../shared/wire.gen";
import { Chooser } from "./chooser";
import { type Draft, withPreset, withValue } from "./draft";
import { Earlier } from "./earlier";
import { Fields } from "./fields";
import { addsFirst, Foot } from "./foot";
import { Gate } from "./gate";
import { fieldNotes } from "./not-judged-here";
import { Notes } from "./notes";
import { Presets } from "./presets";
import { Relink } from "./relink";
import { afterSaving, type Edit, editOf, isPart, isTouched, stands, wrongs } from "./saving";
import { addressOf, useSaving } from "./use-saving";

/** Devices and choices first; what is written for the examinees has a place of its own. */
const ASKED = FIELDS.filter(({ kind, set_up }) => kind === "switch" || (set_up && (kind === "choice" || kind === "number")));
const WRITTEN = FIELDS.filter(({ kind, set_up }) => set_up && (kind === "lines" || kind === "text"));

interface Loaded {
  exam: ExamView;
  /** What the LMS asked for; null if nobody came by deep linking. */
  linking: LinkingView | null;
}

export function Setup({ session }: { session: Session }): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [another, setAnother] = useState(false);
  const [error, setError] = useState("");
  const { toast } = useSpeaker();
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
  return (
    <Form
      session={session}
      exam={exam}
      linking={linking !== null}
      onSaved={(saved) => setLoaded({ exam: saved, linking })}
      onStanding={(gate) => {
        setLoaded((now) => now && { ...now, exam: { ...now.exam, gate } });
        if (gate === null) toast("This quiz is proctored no more.", "good");
      }}
    />
  );
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
  /** Its quiz stands otherwise in the LMS now; the form is as it was. */
  onStanding: (gate: GateView | null) => void;
}

function Form({ session, exam, linking, onSaved, onStanding }: FormProps): JSX.Element {
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
  const set = (part: Partial<Draft>) => setEdit({ ...edit, draft: { ...draft, ...part } });
  useLeaveWarning(isTouched(edit, exam) && saving.busy === null);
  const found = wrongs(edit, exam);
  const complete = Object.keys(found).length === 0;
  const refused = stands(refusal, edit, exam);
  const errors: Record<string, string> = refused ? { [refusal.field]: refusal.words, ...found } : found;
  useEffect(() => {
    if (refused) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusal]);
  const fields = {
    values: draft.values,
    errors,
    notes: fieldNotes(exam),
    typed: edit.typed,
    onTyped: (name: string, text: string) => setEdit((now) => ({ ...now, typed: { ...now.typed, [name]: text } })),
    onChange: <Name extends keyof Draft["values"]>(name: Name, value: Draft["values"][Name]) =>
      setEdit((now) => ({ ...now, draft: withValue(now.draft, name, value) })),
  };
  return (
    <form
      ref={form}
      class="setup"
      onSubmit={(event) => {
        event.preventDefault();
        if (complete) void (addsFirst(exam, adds) ? saving.add() : saving.save());
      }}
      noValidate
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
      <Earlier session={session} exam={exam} />
      <NotApplied names={exam.policy.not_applied} />
      {exam.gate !== null && (
        <Gate
          session={session}
          exam={exam}
          gate={exam.gate}
          maySetUp={mayInvite(session.view.role)}
          onStanding={onStanding}
        />
      )}
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
          onChoose={(preset) => setEdit({ ...edit, draft: withPreset(draft, preset, exam) })}
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
          {exam.standing === "draft" ? <p class="muted">Save the exam first. Then you can invite people to watch it.</p> : <Guests session={session} />}
        </section>
      )}

      <section class="card setup__section" data-testid="capabilities">
        <h2>What this LMS can do</h2>
        <p class="muted">What the LMS cannot do itself, Invigil does in its own panel beside the quiz, where it can.</p>
        <CapabilityList list={exam.capabilities} />
      </section>

      {refusal !== null && !isPart(refusal.field, exam) && <Note tone="danger">{refusal.words}</Note>}
      <Foot exam={exam} edit={edit} complete={complete} saving={saving} linking={adds} />
      {saving.asked !== null && (
        <Relink busy={saving.asked} itself={exam.standing === "placed"} onConfirm={saving.confirm} onClose={saving.cancel} />
      )}
    </form>
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
