/** Step 2: camera and microphone, seen and heard before anybody else sees them; then the screen, where it is asked for. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView, CheckInBody } from "../../shared/wire.gen";
import type { Camera, CameraState, DeviceChoice } from "../device/camera";
import { judge, lightWords, limitsOf } from "../device/light";
import type { ScreenState } from "../device/screen";
import { type Devices, devicesOf } from "../device/wanted";
import { calibrates } from "../steps";
import { t } from "../words";
import { useAsking } from "./asking";
import { DevicePickers } from "./device-pickers";
import { useFocusWhenLost } from "./focus";
import { Progress, StepTitle } from "./frame";
import { useLight } from "./meters";
import { Preview } from "./preview";
import { Problem } from "./problem";
import { ScreenCheck } from "./screen-check";
import { SentBack } from "./sent-back";
import { SoundBar } from "./sound-bar";

export interface CheckProps {
  attempt: AttemptView;
  camera: CameraState;
  screen: ScreenState;
  devices: Camera;
  onOpen: (choice?: DeviceChoice) => Promise<void>;
  /** Ask for the screen, in a press. */
  onShare: () => void;
  onPassed: (body: CheckInBody) => Promise<void>;
}

/** What the check of the camera has seen. */
interface Passed {
  luma: number | null;
}

export function DeviceCheck(props: CheckProps): JSX.Element {
  const { attempt, camera } = props;
  const { policy } = attempt;
  const [passed, setPassed] = useState<Passed | null>(null);
  const wanted = devicesOf(policy.values);
  if (wanted === "none" && !policy.values.screen) return <NothingToCheck {...props} />;
  if (wanted === "none" || (passed !== null && camera.kind !== "refused")) {
    const body = { camera: policy.values.camera, microphone: policy.values.microphone, screen: true, luma: passed?.luma ?? null };
    return <ScreenCheck attempt={attempt} screen={props.screen} onShare={props.onShare} onPassed={() => props.onPassed(body)} />;
  }
  const onSeen = async (seen: Passed): Promise<void> => {
    if (policy.values.screen) setPassed(seen);
    else await props.onPassed({ camera: policy.values.camera, microphone: policy.values.microphone, ...seen });
  };
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" policy={policy} calibrates={calibrates(attempt)} />
      <StepTitle>{t("check.title", { context: wanted })}</StepTitle>
      <SentBack notice={attempt.notice} />
      {camera.kind === "refused" && camera.problem !== null ? (
        <Problem problem={camera.problem} onRetry={() => void props.onOpen()} testid="check-start" />
      ) : camera.kind === "off" || camera.kind === "asking" ? (
        <Invitation wanted={wanted} camera={camera} onOpen={() => void props.onOpen()} />
      ) : (
        <Running {...props} wanted={wanted} onSeen={onSeen} />
      )}
    </main>
  );
}

function Invitation({ wanted, camera, onOpen }: { wanted: Devices; camera: CameraState; onOpen: () => void }): JSX.Element {
  return (
    <>
      {wanted !== "microphone" && <Preview camera={camera} />}
      <p>{t("check.invite", { context: wanted })}</p>
      <div class="step__end">
        <Button
          kind="primary"
          size="large"
          class="wide"
          icon={wanted === "microphone" ? "mic" : "camera"}
          busy={camera.kind === "asking"}
          onClick={onOpen}
          data-testid="check-start"
        >
          {camera.kind === "asking" ? t("check.asking") : t("check.start")}
        </Button>
      </div>
    </>
  );
}

interface RunningProps extends CheckProps {
  wanted: Devices;
  onSeen: (seen: Passed) => Promise<void>;
}

function Running({ attempt, camera, devices, onOpen, onSeen, wanted }: RunningProps): JSX.Element {
  const { policy } = attempt;
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const reading = useLight(video);
  const asking = useAsking();
  const end = useRef<HTMLDivElement>(null);
  useFocusWhenLost(end, "button");
  const verdict = reading === null ? null : judge(reading, limitsOf(policy.rules));
  const sees = !policy.values.camera || (reading !== null && camera.kind === "on");
  const pass = (): void => {
    if (!sees) return;
    asking.run(() => onSeen({ luma: reading?.luma ?? null }));
  };
  return (
    <>
      {policy.values.camera && <Preview camera={camera} onVideo={setVideo} />}
      {verdict !== null && (
        <div class={verdict === "good" ? "light light--good" : "light light--poor"} role="status" data-testid="light" data-verdict={verdict}>
          <Icon name={verdict === "good" ? "check" : "alert"} />
          <div>
            <p class="light__title">{lightWords(verdict).title}</p>
            <p class="light__hint">{lightWords(verdict).hint}</p>
          </div>
        </div>
      )}
      {policy.values.microphone && <SoundBar stream={camera.stream} />}
      <DevicePickers camera={camera} devices={devices} onChoose={(choice) => void onOpen(choice)} />
      <div class="step__end" ref={end}>
        {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
        <Button
          kind="primary"
          size="large"
          class="wide"
          busy={asking.busy}
          aria-disabled={!sees}
          onClick={pass}
          data-testid={policy.values.screen ? "check-next" : "check-continue"}
        >
          {!sees ? t("check.first_picture") : policy.values.screen ? t("check.next") : t("check.continue", { context: policy.values.admission })}
        </Button>
        <p class="small muted">{t("check.then", { context: wanted })}</p>
      </div>
    </>
  );
}

function NothingToCheck({ attempt, onPassed }: CheckProps): JSX.Element {
  const asking = useAsking();
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" policy={attempt.policy} calibrates={calibrates(attempt)} />
      <StepTitle>{t("check.title", { context: "none" })}</StepTitle>
      <p>{t("check.none")}</p>
      <p>{attempt.policy.values.require_fullscreen ? t("check.none_fullscreen") : t("check.none_focus")}</p>
      <div class="step__end">
        {asking.failure !== "" && <Note tone="danger">{asking.failure}</Note>}
        <Button
          kind="primary"
          size="large"
          class="wide"
          busy={asking.busy}
          onClick={() => asking.run(() => onPassed({ camera: false, microphone: false, luma: null }))}
          data-testid="check-continue"
        >
          {t("check.continue", { context: attempt.policy.values.admission })}
        </Button>
      </div>
    </main>
  );
}
