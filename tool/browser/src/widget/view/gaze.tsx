/** The step in which examinees show how it looks when they look at their screen. It can always be skipped. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { reason } from "../../shared/http";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { Note } from "../../shared/ui/note";
import { useSpeaker } from "../../shared/ui/toast";
import type { NotCalibrated, Target } from "../../shared/wire.gen";
import { canReadAloud, readAloud, stopReading } from "../device/voice";
import { ANSWER_MS, runCalibration } from "../gaze-run";
import { t } from "../words";
import { Progress, StepTitle } from "./frame";
import { GazeStage } from "./gaze-stage";
import type { RoomProps } from "./room-props";

export interface GazeStepProps extends RoomProps {
  /** Whether the camera's picture arrives. */
  seen: boolean;
  admitted: boolean;
  /** How often it may still be started. */
  left: number;
  onStarted: () => void;
  onDone: () => void;
}

type Phase =
  | { kind: "before"; failure: string }
  | { kind: "looking"; target: Target; at: number }
  | { kind: "measuring"; before: number | null }
  | { kind: "measured" | "unread" };

export function GazeStep(props: GazeStepProps): JSX.Element {
  const { model, controller, seen, left, onStarted, onDone } = props;
  const [phase, setPhase] = useState<Phase>({ kind: "before", failure: "" });
  const [aloud, setAloud] = useState(false);
  const breakOff = useRef<() => void>(() => undefined);
  const at = model.attempt?.calibration.at ?? null;
  const state = model.attempt?.calibration.state;

  const start = (): void => {
    if (!seen || left === 0 || phase.kind === "looking" || phase.kind === "measuring") return;
    stopReading();
    onStarted();
    breakOff.current = runCalibration({
      tell: (body) => controller.calibrate(body),
      onTarget: (target, index) => setPhase({ kind: "looking", target, at: index }),
      onEnded: () => setPhase({ kind: "measuring", before: at }),
      onFailed: (error) => setPhase({ kind: "before", failure: reason(error) }),
    });
  };
  const leave = (): void => {
    breakOff.current();
    stopReading();
    onDone();
  };
  useEffect(() => () => leave(), []);
  useHidden(() => {
    breakOff.current();
    setPhase((now) => (now.kind === "looking" ? { kind: "before", failure: t("gaze.hidden") } : now));
  });
  useEffect(() => {
    if (phase.kind !== "measuring") return;
    if (at !== phase.before) {
      setPhase({ kind: state === "measured" ? "measured" : "unread" });
      return;
    }
    const timer = setTimeout(() => setPhase({ kind: "unread" }), ANSWER_MS);
    return () => clearTimeout(timer);
  }, [phase, at, state]);
  useKeys({ start: phase.kind === "before" ? start : null, leave });
  useReading(phase, model.attempt?.calibration.why ?? null, aloud);

  if (phase.kind === "looking") return <GazeStage target={phase.target} at={phase.at} onSkip={leave} />;
  return (
    <main class="step" tabIndex={-1} data-testid="gaze" data-phase={phase.kind}>
      {model.attempt !== null && <Progress step="gaze" policy={model.attempt.policy} calibrates />}
      {phase.kind === "before" ? (
        <Before {...props} failure={phase.failure} aloud={aloud} onAloud={setAloud} onStart={start} onSkip={leave} />
      ) : (
        <After phase={phase.kind} why={model.attempt?.calibration.why ?? null} left={left} onAgain={start} onDone={leave} />
      )}
    </main>
  );
}

interface BeforeProps extends GazeStepProps {
  failure: string;
  aloud: boolean;
  onAloud: (aloud: boolean) => void;
  onStart: () => void;
  onSkip: () => void;
}

function Before({ seen, admitted, left, failure, aloud, onAloud, onStart, onSkip }: BeforeProps): JSX.Element {
  const ready = seen && left > 0;
  return (
    <>
      <StepTitle>{t("gaze.title")}</StepTitle>
      {admitted && <Note tone="info">{t("gaze.admitted")}</Note>}
      <p>{t("gaze.how")}</p>
      <p>{t("gaze.why")}</p>
      <p>{t("gaze.free")}</p>
      {canReadAloud() && (
        <Button icon={aloud ? "speaker" : "speakerOff"} aria-pressed={aloud} onClick={() => onAloud(!aloud)} data-testid="gaze-aloud">
          {t("gaze.aloud")}
        </Button>
      )}
      <div class="step__end">
        {failure !== "" && <Note tone="warn">{failure}</Note>}
        <Button kind="primary" size="large" class="wide" icon="eye" aria-disabled={!ready} onClick={onStart} data-testid="gaze-start">
          {seen ? t("gaze.start") : t("check.first_picture")}
        </Button>
        <Button size="large" class="wide" onClick={onSkip} data-testid="gaze-skip">
          {t("gaze.skip")}
        </Button>
        <p class="small muted">{t("gaze.keys")}</p>
      </div>
    </>
  );
}

/** What came of it, in a sentence that blames nobody. */
function told(phase: "measuring" | "measured" | "unread", why: NotCalibrated | null): string {
  if (phase !== "unread") return t("gaze.told", { context: phase });
  return `${t("gaze.unread", { context: why ?? "too_few_looks" })} ${t("gaze.no_matter")}`;
}

interface AfterProps {
  phase: "measuring" | "measured" | "unread";
  why: NotCalibrated | null;
  left: number;
  onAgain: () => void;
  onDone: () => void;
}

function After({ phase, why, left, onAgain, onDone }: AfterProps): JSX.Element {
  return (
    <>
      <StepTitle key={phase}>{t("gaze.result", { context: phase })}</StepTitle>
      <p class={phase === "measured" ? "gaze-result gaze-result--good" : "gaze-result"} role="status">
        {phase === "measuring" ? <span class="spinner" aria-hidden="true" /> : <Icon name={phase === "measured" ? "check" : "info"} />}
        {told(phase, why)}
      </p>
      <div class="step__end">
        <Button kind="primary" size="large" class="wide" onClick={onDone} data-testid="gaze-done">
          {t("gaze.go_on")}
        </Button>
        {phase !== "measuring" && left > 0 && (
          <Button size="large" class="wide" onClick={onAgain} data-testid="gaze-again">
            {t("gaze.again")}
          </Button>
        )}
      </div>
    </>
  );
}

/** Enter starts, wherever the focus is but on a button; Escape skips. */
function useKeys(keys: { start: (() => void) | null; leave: () => void }): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const onControl = event.target instanceof Element && event.target.closest("button, a, input, textarea, select") !== null;
      if (event.key === "Escape") now.current.leave();
      else if (event.key === "Enter" && !onControl && now.current.start !== null) now.current.start();
      else return;
      event.preventDefault();
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Who cannot see the page cannot follow the arrow. */
function useHidden(hidden: () => void): void {
  const now = useRef(hidden);
  now.current = hidden;
  useEffect(() => {
    const onChange = (): void => {
      if (document.hidden) now.current();
    };
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, []);
}

/** What a screen reader says is said by it; aloud is for everybody who asks for it. */
function useReading(phase: Phase, why: NotCalibrated | null, aloud: boolean): void {
  const { announce } = useSpeaker();
  const text =
    phase.kind === "looking"
      ? t("gaze.look", { context: phase.target })
      : phase.kind === "before"
        ? `${t("gaze.how")} ${t("gaze.why")} ${t("gaze.free")}`
        : told(phase.kind, why);
  useEffect(() => {
    if (phase.kind === "looking") announce(text);
    if (aloud) readAloud(text, document.documentElement.lang);
    else stopReading();
  }, [text, aloud]);
}
