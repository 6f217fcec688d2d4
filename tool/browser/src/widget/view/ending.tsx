/** The two ends: handed in, or closed by a proctor. Either way the camera is off. */
import type { JSX } from "preact";
import { counted } from "../../shared/format";
import { Icon } from "../../shared/ui/icons";
import type { AttemptView, NoticeView } from "../../shared/wire.gen";
import { StepTitle } from "./frame";
import { NoticeFrame } from "./notice";

export interface EndingProps {
  attempt: AttemptView;
  returnUrl: string | null;
}

export function Finished({ attempt, returnUrl }: EndingProps): JSX.Element {
  const handedIn = attempt.state !== "abandoned";
  return (
    <main class="step ending" tabIndex={-1} data-testid="finished">
      <span class="ending__sign ending__sign--good">
        <Icon name="check" size={28} />
      </span>
      <StepTitle>{handedIn ? "You are done" : "This attempt has ended"}</StepTitle>
      <p>{handedIn ? "Thank you. Your exam is handed in; you need not do anything else here." : "It was left for too long. If you did not mean to, talk to your teacher."}</p>
      <Kept attempt={attempt} />
      <Back url={returnUrl} />
    </main>
  );
}

export function Terminated({ attempt, notice, returnUrl }: EndingProps & { notice: NoticeView | undefined }): JSX.Element {
  const text = attempt.notice === "" ? (notice?.text ?? "") : attempt.notice;
  const reason = (
    <>
      <h2 class="label">Reason</h2>
      <p dir="auto">{text === "" ? "No reason was written down." : text}</p>
    </>
  );
  return (
    <main class="step ending" tabIndex={-1} data-testid="terminated">
      <span class="ending__sign ending__sign--bad">
        <Icon name="ban" size={28} />
      </span>
      <StepTitle>A proctor has closed this exam</StepTitle>
      <div role="alert">
        {notice === undefined ? (
          <div class="card ending__reason">{reason}</div>
        ) : (
          <NoticeFrame notice={notice} class="card ending__reason">
            {reason}
          </NoticeFrame>
        )}
      </div>
      <p>You cannot go on answering. This is not a final word: your teacher decides what it means.</p>
      <p>If you think it is a mistake, tell your teacher now. What was noticed is written down and can be looked at again.</p>
      <Kept attempt={attempt} />
      <Back url={returnUrl} />
    </main>
  );
}

function Kept({ attempt }: { attempt: AttemptView }): JSX.Element {
  const { policy } = attempt;
  const devices = policy.camera && policy.microphone ? "Camera and microphone are off." : policy.camera ? "The camera is off." : "";
  return (
    <section class="kept card">
      {devices !== "" && (
        <p class="kept__line">
          <Icon name="cameraOff" />
          <span>{devices} Nothing is sent any more.</span>
        </p>
      )}
      <p class="kept__line">
        <Icon name="lock" />
        <span>
          What is kept: what was noticed, with its still pictures, and the chat. After {counted(policy.retention_days, "day")} it
          is deleted.
        </span>
      </p>
    </section>
  );
}

function Back({ url }: { url: string | null }): JSX.Element | null {
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return (
    <a class="button wide" href={url} target="_top" rel="noreferrer">
      Back to the course
    </a>
  );
}
