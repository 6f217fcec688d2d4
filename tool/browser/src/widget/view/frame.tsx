/** The widget's outer form: brand, exam, progress of the check-in, and a heading that takes the focus on a new step. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/ui/icons";
import type { PolicyView } from "../../shared/wire.gen";
import { devicesOf } from "../device/wanted";
import { type CheckInStep, checkInSteps } from "../steps";
import { t } from "../words";

export function Header({ exam, institution }: { exam: string; institution: string }): JSX.Element {
  return (
    <header class="widget-header">
      <span class="widget-header__mark" aria-hidden="true">
        <Icon name="eye" size={16} />
      </span>
      <div class="widget-header__words">
        <p class="widget-header__exam">{exam}</p>
        <p class="widget-header__brand">Invigil{institution === "" ? "" : ` · ${institution}`}</p>
      </div>
    </header>
  );
}

export interface ProgressProps {
  step: CheckInStep;
  /** What is asked for, and so what the steps are. */
  policy: PolicyView;
  /** Whether the calibration of the gaze is asked for. */
  calibrates?: boolean;
}

/** What a step is called: the check by its devices, the last one by who lets in. */
function nameOf(step: CheckInStep, policy: PolicyView): string {
  if (step === "check") return t("progress.check", { context: devicesOf(policy.values) });
  if (step === "waiting") return t("progress.waiting", { context: policy.values.admission });
  return t(`progress.${step}`);
}

/** Where in the check-in this is, as words and as a bar. */
export function Progress({ step, policy, calibrates = false }: ProgressProps): JSX.Element {
  const steps = checkInSteps(policy.values, calibrates);
  const index = steps.indexOf(step);
  const name = nameOf(step, policy);
  return (
    <div class="progress">
      <p class="progress__words">
        {t("progress.where", { step: index + 1, total: steps.length, name })}
      </p>
      <div class="progress__bar" aria-hidden="true">
        {steps.map((each, at) => (
          <span key={each} class={at <= index ? "progress__part progress__part--done" : "progress__part"} />
        ))}
      </div>
    </div>
  );
}

/** A step's heading. It takes the focus when it appears, unless the examinee is at work outside this frame. */
export function StepTitle({ children }: { children: ComponentChildren }): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.hasFocus()) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
