/** Step 2: camera and microphone, seen and heard before anybody else sees them. */
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import type { AttemptView, CheckInBody } from "../../shared/wire.gen";
import type { Camera, CameraState, DeviceChoice } from "../device/camera";
import { judge, LIGHT_WORDS, limitsOf } from "../device/light";
import { wantedWords } from "../device/problems";
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
  const words = wantedWords(policy);
  if (!policy.camera && !policy.microphone) return <NothingToCheck {...props} />;
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" />
      <StepTitle>Check your {words}</StepTitle>
      {attempt.notice !== "" && (
        <Note tone="warn" data-testid="sent-back">
          <strong>Please check again.</strong> {attempt.notice}
        </Note>
      )}
      {camera.kind === "refused" && camera.problem !== null ? (
        <Problem problem={camera.problem} onRetry={() => void props.onOpen()} testid="check-start" />
      ) : camera.kind === "off" || camera.kind === "asking" ? (
        <Invitation words={words} camera={camera} onOpen={() => void props.onOpen()} />
      ) : (
        <Running {...props} />
      )}
    </main>
  );
}

function Invitation({ words, camera, onOpen }: { words: string; camera: CameraState; onOpen: () => void }): JSX.Element {
  return (
    <>
      <Preview camera={camera} />
      <p>
        Your browser will ask whether it may use your {words}: choose <b>Allow</b>. Only you see the picture in this step.
      </p>
      <div class="step__end">
        <Button kind="primary" size="large" class="wide" icon="camera" busy={camera.kind === "asking"} onClick={onOpen} data-testid="check-start">
          {camera.kind === "asking" ? "Waiting for your answer…" : "Start the check"}
        </Button>
      </div>
    </>
  );
}

function Running({ attempt, camera, devices, onOpen, onPassed }: CheckProps): JSX.Element {
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
            <p class="light__title">{LIGHT_WORDS[verdict].title}</p>
            <p class="light__hint">{LIGHT_WORDS[verdict].hint}</p>
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
          {sees ? "Continue to the waiting room" : "Waiting for the first picture…"}
        </Button>
        <p class="small muted">From the waiting room on, the proctor sees{policy.microphone ? " and hears" : ""} you.</p>
      </div>
    </>
  );
}

function NothingToCheck({ onPassed }: CheckProps): JSX.Element {
  const asking = useAsking();
  return (
    <main class="step" tabIndex={-1}>
      <Progress step="check" />
      <StepTitle>Nothing to check</StepTitle>
      <p>This exam uses neither your camera nor your microphone.</p>
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
          Continue to the waiting room
        </Button>
      </div>
    </main>
  );
}
