/** What is wrong with a device and what helps, with the button to try again. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import type { DeviceProblem } from "../device/problems";
import { t } from "../words";
import { useFocusWhenLost } from "./focus";

export interface ProblemProps {
  problem: DeviceProblem;
  /** null where trying again cannot help. */
  onRetry: (() => void) | null;
  testid?: string;
}

export function Problem({ problem, onRetry, testid = "device-retry" }: ProblemProps): JSX.Element {
  const box = useRef<HTMLElement>(null);
  useFocusWhenLost(box, "button");
  return (
    <section ref={box} class="problem" role="alert" data-testid="device-problem" data-code={problem.code}>
      <h2 class="problem__title">
        <Icon name="alert" />
        {problem.title}
      </h2>
      <ol class="problem__steps">
        {problem.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {onRetry !== null && (
        <Button kind="primary" class="wide" onClick={onRetry} data-testid={testid}>
          {t("problem.again")}
        </Button>
      )}
    </section>
  );
}
