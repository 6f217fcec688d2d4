/** Step 2: camera and microphone, seen and heard before anybody else sees them. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView, CheckInBody } from "../../shared/wire.gen";
import type { Camera, CameraState, DeviceChoice } from "../device/camera";
import { judge, lightWords, limitsOf } from "../device/light";
import { type Devices, devicesOf } from "../device/wanted";
import { t } from "../words";
import { useAsking } from "./asking";
import { DevicePickers } from "./device-pickers";
import { useFocusWhenLost } from "./focus";
import { Progress, StepTitle } from "./frame";
import { useLight } from "./meters";
import { Preview } from "./preview";
import { Problem } from "./problem";
import { SoundBar } from "./sound-bar";

export interface CheckProps {
  attempt: AttemptView;
  camera: CameraState;
  devices: Camera;
  onOpen: (choice?: DeviceChoice) => Promise<void>;
  onPassed: (body: CheckInBody) => Promise<void>;
}

export function DeviceCheck(props: CheckProps): JSX.Element {
  const { attempt, camera } = props;
  const { policy } = attempt;
  const wanted = devicesOf(policy);
  if (wanted === "none") return <NothingToCheck {...props} />;
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" devices={wanted} />
      <StepTitle>{t("check.title", { context: wanted })}</StepTitle>
      {attempt.notice !== "" && (
        <Note tone="warn" data-testid="sent-back">
          <strong>{t("check.again")}</strong> <span dir="auto">{attempt.notice}</span>
        </Note>
      )}
      {camera.kind === "refused" && camera.problem !== null ? (
        <Problem problem={camera.problem} onRetry={() => void props.onOpen()} testid="check-start" />
      ) : camera.kind === "off" || camera.kind === "asking" ? (
        <Invitation wanted={wanted} camera={camera} onOpen={() => void props.onOpen()} />
      ) : (
        <Running {...props} wanted={wanted} />
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

function Running({ attempt, camera, devices, onOpen, onPassed, wanted }: CheckProps & { wanted: Devices }): JSX.Element {
  const { policy } = attempt;
  const [video, setVideo] = useState<HTMLVideoElement | null>(null);
  const reading = useLight(video);
  const asking = useAsking();
  const end = useRef<HTMLDivElement>(null);
  useFocusWhenLost(end, "button");
  const verdict = reading === null ? null : judge(reading, limitsOf(policy.rules));
  const sees = !policy.camera || (reading !== null && camera.kind === "on");
  const pass = (): void => {
    if (!sees) return;
    asking.run(() => onPassed({ camera: policy.camera, microphone: policy.microphone, luma: reading?.luma ?? null }));
  };
  return (
    <>
      {policy.camera && <Preview camera={camera} onVideo={setVideo} />}
      {verdict !== null && (
        <div class={verdict === "good" ? "light light--good" : "light light--poor"} role="status" data-testid="light" data-verdict={verdict}>
          <Icon name={verdict === "good" ? "check" : "alert"} />
          <div>
            <p class="light__title">{lightWords(verdict).title}</p>
            <p class="light__hint">{lightWords(verdict).hint}</p>
          </div>
        </div>
      )}
      {policy.microphone && <SoundBar stream={camera.stream} />}
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
          data-testid="check-continue"
        >
          {sees ? t("check.continue") : t("check.first_picture")}
        </Button>
        <p class="small muted">{t("check.then", { context: wanted })}</p>
      </div>
    </>
  );
}

function NothingToCheck({ onPassed }: CheckProps): JSX.Element {
  const asking = useAsking();
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" devices="none" />
      <StepTitle>{t("check.title", { context: "none" })}</StepTitle>
      <p>{t("check.none")}</p>
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
          {t("check.continue")}
        </Button>
      </div>
    </main>
  );
}
