/** Notices: warnings that must be acknowledged, milder words that may be put away. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../../shared/ui/button";
import { Icon, type IconName } from "../../shared/ui/icons";
import type { NoticeView, PolicyView } from "../../shared/wire.gen";
import { warningLine } from "../conduct";
import { t } from "../words";

/** A notice on the screen. It carries when it was shown (Unix ms) and pressed (Unix s, as sent), for measured latency. */
export function NoticeFrame({ notice, class: look, children }: { notice: NoticeView; class: string; children: ComponentChildren }): JSX.Element {
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (frame.current !== null) frame.current.dataset.shownAt = String(Date.now());
  }, [notice.id]);
  return (
    <div
      ref={frame}
      class={look}
      data-testid="notice"
      data-kind={notice.kind}
      data-notice-id={notice.id}
      data-pressed-at={notice.pressed_at ?? undefined}
    >
      {children}
    </div>
  );
}

export interface NoticesProps {
  notices: NoticeView[];
  /** What happens at the limit of warnings is in there; undefined until it is known. */
  policy: PolicyView | undefined;
  onDismiss: (id: string) => void;
}

const ICONS: Record<NoticeView["kind"], IconName> = {
  warn: "alert",
  pause: "pause",
  resume: "play",
  terminate: "ban",
  extra_time: "clock",
  admit: "check",
  readmit: "check",
  incident: "info",
};

/** All notices but those that have a page of their own (pause, terminate). Both regions are always there, so that a
 * screen reader notices what comes into them. */
export function Notices({ notices, policy, onDismiss }: NoticesProps): JSX.Element {
  const warnings = notices.filter((notice) => notice.kind === "warn");
  const mild = notices.filter((notice) => !["warn", "pause", "terminate"].includes(notice.kind));
  return (
    <div class="notices" data-testid="notices">
      <div class="notices__urgent" role="alert" aria-live="assertive">
        {warnings.map((notice) => (
          <Warning key={notice.id} notice={notice} policy={policy} onRead={() => onDismiss(notice.id)} />
        ))}
      </div>
      <div class="notices__mild" role="status" aria-live="polite">
        {mild.map((notice) => (
          <Mild key={notice.id} notice={notice} onDismiss={() => onDismiss(notice.id)} />
        ))}
      </div>
    </div>
  );
}

interface WarningProps {
  notice: NoticeView;
  policy: PolicyView | undefined;
  onRead: () => void;
}

function Warning({ notice, policy, onRead }: WarningProps): JSX.Element {
  const count = warningLine(notice.warning, notice.most_warnings, policy);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Somebody who types in the quiz keeps the keyboard; somebody in here is led to the button.
    if (document.hasFocus()) box.current?.querySelector("button")?.focus();
  }, []);
  return (
    <NoticeFrame notice={notice} class="notice notice--warn">
      <div ref={box} class="notice__box">
        <p class="notice__title">
          <Icon name="alert" size={18} />
          {notice.title}
        </p>
        {notice.text !== "" && (
          <p class="notice__text" dir="auto">
            {notice.text}
          </p>
        )}
        {count !== "" && (
          <p class="notice__text" data-testid="warning-count">
            {count}
          </p>
        )}
        <Button kind="primary" class="wide" onClick={onRead} data-testid="notice-ack">
          {t("notice.read")}
        </Button>
      </div>
    </NoticeFrame>
  );
}

function Mild({ notice, onDismiss }: { notice: NoticeView; onDismiss: () => void }): JSX.Element {
  return (
    <NoticeFrame notice={notice} class={`notice notice--mild notice--${notice.kind}`}>
      <Icon name={ICONS[notice.kind]} />
      <div class="notice__words">
        <p class="notice__title">{notice.title}</p>
        {notice.text !== "" && (
          <p class="notice__text" dir="auto">
            {notice.text}
          </p>
        )}
      </div>
      <Button kind="plain" size="small" icon="close" label={t("notice.away")} onClick={onDismiss} data-testid="notice-dismiss" />
    </NoticeFrame>
  );
}
