/** Step 1: what happens here and what the rules are, in plain words; then agree. */
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Check } from "../../shared/ui/field";
import { Icon, type IconName } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView, PolicyView } from "../../shared/wire.gen";
import { acts, automatic } from "../conduct";
import { devicesOf } from "../device/wanted";
import { calibrates } from "../steps";
import { t } from "../words";
import { useAsking } from "./asking";
import { Progress, StepTitle } from "./frame";

export interface ConsentProps {
  attempt: AttemptView;
  /** Whether this browser can share a screen. */
  canShare: boolean;
  onAgree: () => Promise<void>;
}

export function Consent({ attempt, canShare, onAgree }: ConsentProps): JSX.Element {
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
      <Progress step="consent" policy={policy} calibrates={calibrates(attempt)} />
      <StepTitle>{t("consent.title")}</StepTitle>
      <p>{t("consent.hello", { context: devicesOf(policy.values), name: attempt.person_name })}</p>
      {policy.values.screen && !canShare && (
        <Note tone="danger" data-testid="needs-computer">
          {t("consent.computer")}
        </Note>
      )}
      {policy.values.message !== "" && <TeacherMessage text={policy.values.message} />}
      <Facts attempt={attempt} />
      <Allowed resources={policy.values.allowed_resources} />
      <Automatic attempt={attempt} />
      <Rules policy={policy} />
      <div class="step__end">
        <Check
          label={t("consent.agree")}
          hint={t("consent.agree_hint")}
          checked={agreed}
          onChange={setAgreed}
          data-testid="consent-check"
        />
        {missed && !agreed && <Note tone="danger">{t("consent.missed")}</Note>}
        {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
        <Button kind="primary" size="large" class="wide" busy={asking.busy} onClick={go} data-testid="consent-continue">
          {t("consent.continue")}
        </Button>
      </div>
    </main>
  );
}

function TeacherMessage({ text }: { text: string }): JSX.Element {
  return (
    <section class="teacher card" aria-label={t("consent.teacher_label")}>
      <h2 class="label">{t("consent.teacher")}</h2>
      <p class="prose" dir="auto">
        {text}
      </p>
    </section>
  );
}

function Facts({ attempt }: { attempt: AttemptView }): JSX.Element {
  const { policy } = attempt;
  return (
    <section class="facts card" aria-label={t("consent.facts_label")}>
      <Fact icon={policy.values.camera ? "camera" : policy.values.microphone ? "mic" : "eye"} title={t("consent.captured")}>
        <ul class="bullets">
          {captured(attempt).map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </Fact>
      <Fact icon="info" title={t("consent.why")}>
        {t("consent.why_text")}
      </Fact>
      <Fact icon="user" title={t("consent.who")}>
        {acts(policy) ? t("consent.who_acts") : t("consent.who_text")}
      </Fact>
      <Fact icon="clock" title={t("consent.kept")}>
        {t("consent.kept_text", { count: policy.values.retention_days })}
      </Fact>
    </section>
  );
}

function captured(attempt: AttemptView): string[] {
  const { policy } = attempt;
  const devices = devicesOf(policy.values);
  const items = [];
  if (devices !== "none") items.push(t("consent.live", { context: devices }));
  if (policy.values.microphone) items.push(t("consent.sound"));
  if (policy.values.screen) items.push(t("consent.screen"));
  const still = policy.values.camera && policy.values.screen ? "consent.still_both" : policy.values.screen ? "consent.still_screen" : "consent.still";
  if (policy.values.camera || policy.values.screen) items.push(t(still));
  if (calibrates(attempt)) items.push(t("consent.gaze"));
  items.push(t(focusWords(attempt)));
  items.push(t("consent.chat"));
  return items;
}

function focusWords(attempt: AttemptView): "consent.focus_quiz_log" | "consent.focus_apart" | "consent.focus_fullscreen" | "consent.focus" {
  if (attempt.by_code && !attempt.unlogged) return "consent.focus_quiz_log";
  if (attempt.by_code || attempt.aside) return "consent.focus_apart";
  return attempt.policy.values.require_fullscreen ? "consent.focus_fullscreen" : "consent.focus";
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
      <h2>{t("consent.allowed")}</h2>
      {resources.length === 0 ? (
        <p class="section-text">{t("consent.allowed_none")}</p>
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

function Automatic({ attempt }: { attempt: AttemptView }): JSX.Element {
  return (
    <section data-testid="automatic">
      <h2>{t("consent.automatic")}</h2>
      <ul class="bullets section-text">
        {automatic(attempt).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

function Rules({ policy }: { policy: PolicyView }): JSX.Element | null {
  const rules = policy.rules.filter((rule) => rule.enabled);
  if (rules.length === 0) return null;
  return (
    <section>
      <h2>{t("consent.rules")}</h2>
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
