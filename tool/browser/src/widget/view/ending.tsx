/** The two ends: handed in, or closed by a proctor. Either way camera, microphone and shared screen are off. */
import type { JSX } from "preact";
import { Icon, type IconName } from "../../shared/ui/icons";
import type { AttemptView, NoticeView } from "../../shared/wire.gen";
import { type Devices, devicesOf } from "../device/wanted";
import { t } from "../words";
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
      <StepTitle>{handedIn ? t("ending.done") : t("ending.abandoned")}</StepTitle>
      <p>{handedIn ? t("ending.done_text") : t("ending.abandoned_text")}</p>
      <Kept attempt={attempt} />
      <Back url={returnUrl} />
    </main>
  );
}

export function Terminated({ attempt, notice, returnUrl }: EndingProps & { notice: NoticeView | undefined }): JSX.Element {
  const text = attempt.notice === "" ? (notice?.text ?? "") : attempt.notice;
  const reason = (
    <>
      <h2 class="label">{t("ending.reason")}</h2>
      <p dir="auto">{text === "" ? t("ending.no_reason") : text}</p>
    </>
  );
  return (
    <main class="step ending" tabIndex={-1} data-testid="terminated">
      <span class="ending__sign ending__sign--bad">
        <Icon name="ban" size={28} />
      </span>
      <StepTitle>{t("ending.closed")}</StepTitle>
      <div role="alert">
        {notice === undefined ? (
          <div class="card ending__reason">{reason}</div>
        ) : (
          <NoticeFrame notice={notice} class="card ending__reason">
            {reason}
          </NoticeFrame>
        )}
      </div>
      <p>{t("ending.not_final")}</p>
      <p>{t("ending.mistake")}</p>
      <Kept attempt={attempt} />
      <Back url={returnUrl} />
    </main>
  );
}

const OFF_ICONS: Record<Devices | "none", IconName> = {
  both: "cameraOff",
  camera: "cameraOff",
  microphone: "micOff",
  none: "check",
};

function Kept({ attempt }: { attempt: AttemptView }): JSX.Element {
  const { policy } = attempt;
  const devices = devicesOf(policy.values);
  return (
    <section class="kept card">
      <p class="kept__line">
        <Icon name={OFF_ICONS[devices]} />
        <span>{t("ending.off", { context: devices })}</span>
      </p>
      {policy.values.screen && (
        <p class="kept__line">
          <Icon name="screenOff" />
          <span>{t("ending.screen_off")}</span>
        </p>
      )}
      <p class="kept__line">
        <Icon name="lock" />
        <span>{t("ending.kept", { context: policy.values.camera || policy.values.screen ? "pictures" : "notes", count: policy.values.retention_days })}</span>
      </p>
    </section>
  );
}

function Back({ url }: { url: string | null }): JSX.Element | null {
  if (url === null || !/^https?:\/\//.test(url)) return null;
  return (
    <a class="button wide" href={url} target="_top" rel="noreferrer">
      {t("ending.back")}
    </a>
  );
}
