/** How the shared screen stands, in every room; where it is missing, what to do, with one button. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import type { ScreenState } from "../device/screen";
import type { MediaState } from "../media/publisher";
import { t } from "../words";
import { focusMain } from "./focus";
import type { RoomProps } from "./room-props";

/** Nothing in exams that do not ask for the screen. The alert's region is always there, so that a screen reader notices
 * what comes into it. */
export function ScreenLine({ model, controller }: RoomProps): JSX.Element | null {
  const { screen, media, attempt } = model;
  const shared = screen.kind === "on";
  useFocusAfterPress(shared);
  if (attempt?.policy.values.screen !== true) return null;
  return (
    <div class="screen-line" data-testid="screen-state" data-state={screen.kind} data-media={media.screen.kind}>
      <div role="status">{shared && <Travelling media={media.screen} />}</div>
      <div role="alert">{!shared && <Missing screen={screen} onShare={() => controller.shareScreen()} />}</div>
    </div>
  );
}

/** The pressed button goes away: whoever was in here stays in here. */
function useFocusAfterPress(shared: boolean): void {
  const before = useRef(shared);
  useEffect(() => {
    if (shared && !before.current && document.activeElement === document.body) focusMain();
    before.current = shared;
  }, [shared]);
}

function Travelling({ media }: { media: MediaState }): JSX.Element {
  const broken = media.kind === "reconnecting";
  return (
    <p class={broken ? "screen-line__text screen-line__text--broken" : "screen-line__text"}>
      <Icon name={broken ? "wifiOff" : "screen"} />
      {broken ? t("screen.line_reconnecting") : media.kind === "live" ? t("screen.line") : t("screen.line_connecting")}
    </p>
  );
}

function Missing({ screen, onShare }: { screen: ScreenState; onShare: () => void }): JSX.Element {
  const { kind, problem } = screen;
  const asking = kind === "asking";
  return (
    <section class="problem" data-testid="screen-missing" data-code={problem?.code ?? kind}>
      <h2 class="problem__title">
        <Icon name={asking ? "screen" : "screenOff"} />
        {problem?.title ?? titleOf(kind)}
      </h2>
      {problem === null ? <p>{textOf(kind)}</p> : <Steps>{problem.steps.map((step) => <li key={step}>{step}</li>)}</Steps>}
      {problem?.code !== "unsupported" && (
        <Button kind="primary" class="wide" icon="screen" busy={asking} onClick={onShare} data-testid="screen-share">
          {asking ? t("screen.asking") : problem === null ? t("screen.again") : t("problem.again")}
        </Button>
      )}
    </section>
  );
}

function Steps({ children }: { children: ComponentChildren }): JSX.Element {
  return <ol class="problem__steps">{children}</ol>;
}

function titleOf(kind: ScreenState["kind"]): string {
  if (kind === "asking") return t("screen.waits");
  if (kind === "silent") return t("screen.silent");
  return kind === "off" ? t("screen.off") : t("screen.ended");
}

function textOf(kind: ScreenState["kind"]): string {
  if (kind === "asking") return t("screen.waits_text");
  if (kind === "silent") return t("screen.silent_text");
  return kind === "off" ? t("screen.off_text") : t("screen.ended_text");
}
