/** Step 3, where the exam asks for it: the whole screen, seen by the examinee before anybody else sees it. */
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView } from "../../shared/wire.gen";
import type { ScreenState } from "../device/screen";
import { devicesOf } from "../device/wanted";
import { calibrates } from "../steps";
import { t } from "../words";
import { useAsking } from "./asking";
import { useFocusWhenLost } from "./focus";
import { Progress, StepTitle } from "./frame";
import { OwnVideo } from "./own-video";
import { Problem } from "./problem";
import { SentBack } from "./sent-back";

export interface ScreenCheckProps {
  attempt: AttemptView;
  screen: ScreenState;
  onShare: () => void;
  onPassed: () => Promise<void>;
}

export function ScreenCheck({ attempt, screen, onShare, onPassed }: ScreenCheckProps): JSX.Element {
  const { kind, problem, stream } = screen;
  return (
    <main class="step" tabIndex={-1} data-testid="screen-check" data-screen={kind}>
      <Progress step="screen" policy={attempt.policy} calibrates={calibrates(attempt)} />
      <StepTitle>{t("screen.title")}</StepTitle>
      <SentBack notice={attempt.notice} />
      {problem !== null ? (
        <Problem problem={problem} onRetry={problem.code === "unsupported" ? null : onShare} testid="screen-share" />
      ) : stream !== null ? (
        <Shared attempt={attempt} stream={stream} onShare={onShare} onPassed={onPassed} />
      ) : (
        <Invitation asking={kind === "asking"} ended={kind === "ended"} onShare={onShare} />
      )}
    </main>
  );
}

function Invitation({ asking, ended, onShare }: { asking: boolean; ended: boolean; onShare: () => void }): JSX.Element {
  const end = useRef<HTMLDivElement>(null);
  useFocusWhenLost(end, "button");
  return (
    <>
      {ended && <Note tone="warn">{t("screen.ended")}</Note>}
      <p>{t("screen.why")}</p>
      <ol class="next">
        <li>{t("screen.step1")}</li>
        <li>{t("screen.step2")}</li>
        <li>{t("screen.step3")}</li>
      </ol>
      <div class="step__end" ref={end}>
        <Button kind="primary" size="large" class="wide" icon="screen" busy={asking} onClick={onShare} data-testid="screen-share">
          {asking ? t("screen.asking") : t("screen.share")}
        </Button>
      </div>
    </>
  );
}

interface SharedProps {
  attempt: AttemptView;
  stream: MediaStream;
  onShare: () => void;
  onPassed: () => Promise<void>;
}

function Shared({ attempt, stream, onShare, onPassed }: SharedProps): JSX.Element {
  const asking = useAsking();
  const end = useRef<HTMLDivElement>(null);
  useFocusWhenLost(end, "button");
  return (
    <>
      <div class="preview preview--screen">
        <OwnVideo label={t("screen.preview")} testid="screen-preview" stream={stream} />
      </div>
      <div class="light light--good" role="status">
        <Icon name="check" />
        <div>
          <p class="light__title">{t("screen.shared")}</p>
          <p class="light__hint">{t("screen.shared_hint")}</p>
        </div>
      </div>
      <div class="step__end" ref={end}>
        {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
        <Button kind="primary" size="large" class="wide" busy={asking.busy} onClick={() => asking.run(onPassed)} data-testid="check-continue">
          {t("check.continue", { context: attempt.policy.values.admission })}
        </Button>
        <Button kind="plain" size="small" icon="screen" onClick={onShare} data-testid="screen-other">
          {t("screen.other")}
        </Button>
        <p class="small muted">{t("check.then_shared", { context: devicesOf(attempt.policy.values) })}</p>
      </div>
    </>
  );
}
