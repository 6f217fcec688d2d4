/** Step 1: what happens here and what the rules are, in plain words; then agree. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { counted } from "../../shared/format";
import { Button } from "../../shared/ui/button";
import { Check } from "../../shared/ui/field";
import { Icon, type IconName } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView, PolicyView } from "../../shared/wire.gen";
import { wantedWords } from "../device/problems";
import { useAsking } from "./asking";
import { Progress, StepTitle } from "./frame";

export interface ConsentProps {
  attempt: AttemptView;
  onAgree: () => Promise<void>;
}

export function Consent({ attempt, onAgree }: ConsentProps): JSX.Element {
  const [agreed, setAgreed] = useState(false);
  const [missed, setMissed] = useState(false);
  const asking = useAsking();
  const { policy } = attempt;
  const go = (): void => {
    setMissed(!agreed);
    if (agreed) asking.run(onAgree);
  };
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="consent" />
      <StepTitle>Before you start</StepTitle>
      <p>
        Hello {attempt.person_name}. This exam is watched over by people, with your {wantedWords(policy)}. Here is what that
        means for you.
      </p>
      {policy.message !== "" && <TeacherMessage text={policy.message} />}
      <Facts policy={policy} />
      <Allowed resources={policy.allowed_resources} />
      <Rules policy={policy} />
      <div class="step__end">
        <Check
          label="I have read this and agree"
          hint="You can ask a proctor at any time during the exam."
          checked={agreed}
          onChange={setAgreed}
          data-testid="consent-check"
        />
        {missed && !agreed && <Note tone="danger">Tick the box above to go on. If you do not agree, close this page and talk to your teacher.</Note>}
        {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
        <Button kind="primary" size="large" class="wide" busy={asking.busy} onClick={go} data-testid="consent-continue">
          Continue
        </Button>
      </div>
    </main>
  );
}

function TeacherMessage({ text }: { text: string }): JSX.Element {
  return (
    <section class="teacher card" aria-label="Message from your teacher">
      <h2 class="label">From your teacher</h2>
      <p class="prose" dir="auto">
        {text}
      </p>
    </section>
  );
}

function Facts({ policy }: { policy: PolicyView }): JSX.Element {
  return (
    <section class="facts card" aria-label="What is captured, who sees it, how long it is kept">
      <Fact icon="camera" title="What is captured">
        <ul class="bullets">
          {captured(policy).map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </Fact>
      <Fact icon="info" title="Why">
        So that everybody takes this exam under the same conditions, and you can reach a human at once.
      </Fact>
      <Fact icon="user" title="Who sees it">
        The proctors of this exam, live. Your teacher gets a report. Software only points things out; people decide.
      </Fact>
      <Fact icon="clock" title="How long it is kept">
        {counted(policy.retention_days, "day")}, then it is deleted.
      </Fact>
    </section>
  );
}

function captured({ camera, microphone, require_fullscreen }: PolicyView): string[] {
  const items = [];
  if (camera && microphone) items.push("Live picture and sound, while you are here");
  else if (camera || microphone) items.push(`Live ${camera ? "picture" : "sound"}, while you are here`);
  if (camera) items.push("A still picture, only when a rule below reports something");
  items.push(`Whether this tab is in front${require_fullscreen ? " and in full screen" : ""}`);
  items.push("What you write in the chat");
  return items;
}

function Fact({ icon, title, children }: { icon: IconName; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="fact">
      <span class="fact__icon">
        <Icon name={icon} />
      </span>
      <div>
        <h2 class="fact__title">{title}</h2>
        <div class="fact__text">{children}</div>
      </div>
    </div>
  );
}

function Allowed({ resources }: { resources: string[] }): JSX.Element {
  return (
    <section>
      <h2>What you may use</h2>
      {resources.length === 0 ? (
        <p class="section-text">Nothing beside the exam itself has been allowed.</p>
      ) : (
        <ul class="allowed">
          {resources.map((resource) => (
            <li key={resource} class="allowed__item">
              <Icon name="check" size={14} />
              <span dir="auto">{resource}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Rules({ policy }: { policy: PolicyView }): JSX.Element | null {
  const rules = policy.rules.filter((rule) => rule.enabled);
  if (rules.length === 0) return null;
  return (
    <section>
      <h2>What is noticed, and how to avoid it</h2>
      <dl class="rules card">
        {rules.map((rule) => (
          <div key={rule.type} class="rule">
            <dt>{rule.title}</dt>
            <dd>{rule.avoid}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
