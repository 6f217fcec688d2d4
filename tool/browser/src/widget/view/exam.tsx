/** In the exam: small, calm, beside the quiz. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import type { NoticeView } from "../../shared/wire.gen";
import { countLine } from "../conduct";
import { inOwnTab, stateOf } from "../model";
import { t } from "../words";
import { Floats } from "./beside";
import { Conversation } from "./conversation";
import { NoticeFrame } from "./notice";
import { Preview } from "./preview";
import { Problem } from "./problem";
import { MediaLine, StateBar } from "./state";
import type { RoomProps } from "./room-props";
import { ScreenLine } from "./screen-line";
import type { Floating } from "./use-floating";
import { WayIn } from "./way-in";

export function Exam({ model, controller, floating }: RoomProps & { floating: Floating }): JSX.Element {
  const elsewhere = floating.body !== null;
  return (
    <main class="exam" tabIndex={-1}>
      <h1 class="visually-hidden">{t("exam.title")}</h1>
      {inOwnTab(model.attempt) && stateOf(model) !== "paused" && (
        <WayIn model={model} controller={controller} floating={floating} begun />
      )}
      {elsewhere ? <Floats floating={floating} /> : <Panel model={model} controller={controller} />}
    </main>
  );
}

/** What the examinee needs while they work: how things stand, their picture, chat and help. */
export function Panel({ model, controller }: RoomProps): JSX.Element {
  const [collapsed, setCollapsed] = useState(false);
  const { camera, attempt } = model;
  const paused = stateOf(model) === "paused";
  return (
    <>
      <div class="room__main">
        {paused && (
          <Paused
            notice={model.notices.find((notice) => notice.kind === "pause")}
            reason={attempt?.notice ?? ""}
            seen={attempt?.policy.values.camera !== false}
          />
        )}
        <ScreenLine model={model} controller={controller} />
        {attempt?.policy.values.camera !== false && <Preview camera={camera} collapsed={collapsed} />}
        <StateBar model={model} />
        {attempt !== null && countLine(attempt) !== "" && (
          <p class="media-line" data-testid="warnings">
            {countLine(attempt)}
          </p>
        )}
        {attempt?.policy.values.camera !== false && (
          <div class="exam__foot">
            <MediaLine media={model.media.camera} />
            <Button
              kind="plain"
              size="small"
              icon="eye"
              aria-expanded={!collapsed}
              onClick={() => setCollapsed(!collapsed)}
              data-testid="preview-toggle"
            >
              {collapsed ? t("exam.show") : t("exam.hide")}
            </Button>
          </div>
        )}
        {camera.kind === "refused" && camera.problem !== null && (
          <Problem problem={camera.problem} onRetry={() => void controller.openDevices()} />
        )}
      </div>
      <Conversation model={model} controller={controller} />
    </>
  );
}

interface PausedProps {
  notice: NoticeView | undefined;
  reason: string;
  /** Whether a camera shows the examinee. */
  seen: boolean;
}

function Paused({ notice, reason, seen }: PausedProps): JSX.Element {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    window.scrollTo({ top: 0 });
    if (document.hasFocus()) box.current?.focus();
  }, []);
  const text = reason === "" ? (notice?.text ?? "") : reason;
  const words = (
    <>
      <p class="paused__title">
        <Icon name="pause" size={20} />
        {t("paused.title")}
      </p>
      {text !== "" && (
        <p class="paused__reason" dir="auto">
          {text}
        </p>
      )}
      <p class="paused__hint">{t("paused.hint", { context: seen ? "seen" : "unseen" })}</p>
    </>
  );
  return (
    <section ref={box} class="paused" role="alert" tabIndex={-1} data-testid="paused">
      {notice === undefined ? words : <NoticeFrame notice={notice} class="paused__notice">{words}</NoticeFrame>}
    </section>
  );
}
