/** The focus view: one examinee, live, with everything that happened and everything that can be done. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../../shared/session";
import { clock } from "../../shared/format";
import { ActingBadge, actingWords } from "../../shared/ui/acting";
import { Badge, SeverityBadge, StateBadge } from "../../shared/ui/badge";
import { Button } from "../../shared/ui/button";
import { NotJudged } from "../../shared/ui/not-judged";
import { Note } from "../../shared/ui/note";
import type { AttemptTile } from "../../shared/wire.gen";
import { NoticeNotes } from "../notices";
import { PaceLine } from "../pace";
import { PriorityParts, WarningsBadge } from "../priority";
import type { ConsoleStore } from "../store";
import { ActionBar } from "./action-bar";
import { Chat } from "./chat";
import { LiveVideo } from "./live-video";
import { ScreenVideo } from "./screen-video";
import { Timeline } from "../../shared/timeline/timeline";

export interface FocusProps {
  store: ConsoleStore;
  session: Session;
  attemptId: string;
  /** Ids in the order of the grid, for "previous" and "next". */
  order: readonly string[];
}

export function Focus({ store, session, attemptId, order }: FocusProps): JSX.Element | null {
  const section = useRef<HTMLElement>(null);
  const { tiles, detail, snapshot, pending } = store.state;
  const tile = tiles.get(attemptId);
  useEffect(() => {
    // "Next" keeps the keyboard where it is; coming from a tile it moves here.
    if (section.current?.contains(document.activeElement) !== true) section.current?.focus();
  }, [attemptId]);
  const withScreen = snapshot?.policy.values.screen === true;
  const [wantsLarge, setLarge] = useState(false);
  const large = wantsLarge && withScreen;
  useKeys({ large, withScreen, setLarge, close: () => store.focus(null) });
  if (tile === undefined || snapshot === null) return null;
  const acting = actingWords(tile.acting);
  return (
    <section
      ref={section}
      class={large ? "focus focus--large" : "focus"}
      tabIndex={-1}
      aria-label={`${tile.person_name}, focus view`}
      data-testid="focus-view"
      data-attempt-id={attemptId}
      data-state={tile.state}
    >
      <Head store={store} tile={tile} order={order} />
      <ActionBar key={attemptId} store={store} tile={tile} snapshot={snapshot} incidents={detail?.incidents ?? []} />
      <div class={withScreen ? "focus__body focus__body--screen" : "focus__body"}>
        <LiveVideo key={`camera-${attemptId}`} store={store} tile={tile} />
        {withScreen && <ScreenVideo key={`screen-${attemptId}`} store={store} tile={tile} large={large} onLarge={setLarge} />}
        <Chat
          key={`chat-${attemptId}`}
          store={store}
          attemptId={attemptId}
          name={tile.person_name}
          messages={detail?.chat ?? []}
          pending={pending.filter((item) => item.attemptId === attemptId)}
          help={detail?.help ?? []}
          canned={snapshot.canned}
          loading={detail === null}
        />
        <div class="focus__past">
          {acting !== null && (
            <Note icon="user" data-testid="acting">
              <strong>{acting.label}.</strong> {acting.means}
            </Note>
          )}
          <NotJudged policy={snapshot.policy} view={detail?.not_judged ?? null} of="attempt" />
          <NoticeNotes tile={tile} />
          <PriorityParts tile={tile} />
          <PaceLine pace={detail?.pace ?? null} />
          {tile.delivery_error !== "" && <Note tone="danger">The LMS has not taken the last command: {tile.delivery_error}</Note>}
          <Timeline
            incidents={detail?.incidents ?? []}
            interventions={detail?.interventions ?? []}
            deliveries={detail?.deliveries ?? []}
            reasons={snapshot.reasons}
            session={session}
            loading={detail === null}
            onDeliverAgain={store.deliverAgain}
          />
        </div>
      </div>
    </section>
  );
}

interface Keys {
  large: boolean;
  withScreen: boolean;
  setLarge: (large: boolean) => void;
  close: () => void;
}

/** Escape goes back by one step: from the large screen, then from the focus view. Alt+S makes the screen large or small. */
function useKeys(keys: Keys): void {
  const now = useRef(keys); // one listener for all renders: two quick presses are two steps
  now.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { large, withScreen, setLarge, close } = now.current;
      if (event.defaultPrevented) return;
      if (event.key === "Escape" && document.fullscreenElement === null) {
        if (large) setLarge(false);
        else close();
      } else if (withScreen && event.altKey && event.code === "KeyS") {
        event.preventDefault();
        setLarge(!large);
      }
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
}

interface HeadProps {
  store: ConsoleStore;
  tile: AttemptTile;
  order: readonly string[];
}

function Head({ store, tile, order }: HeadProps): JSX.Element {
  const at = order.indexOf(tile.attempt_id);
  const go = (id: string | undefined) => {
    if (id !== undefined) store.focus(id);
  };
  return (
    <header class="focus__head">
      <h2 class="focus__name">{tile.person_name}</h2>
      <StateBadge state={tile.state} />
      <ActingBadge acting={tile.acting} />
      {tile.severity !== null && <SeverityBadge severity={tile.severity} />}
      <WarningsBadge tile={tile} most={store.state.snapshot?.most_warnings ?? 0} />
      {tile.flagged && (
        <Badge tone="warn" icon="flag">
          Flagged
        </Badge>
      )}
      {tile.help_open && (
        <Badge tone="solid" icon="hand">
          Help
        </Badge>
      )}
      <span class="muted small">
        since {clock(tile.state_since)}
        {tile.attempt_number > 1 ? ` · try ${tile.attempt_number}` : ""}
      </span>
      <span class="focus__nav">
        <Button kind="plain" icon="arrowLeft" label="Previous examinee" disabled={at <= 0} onClick={() => go(order[at - 1])} />
        <Button
          kind="plain"
          icon="arrowRight"
          label="Next examinee"
          disabled={at < 0 || at >= order.length - 1}
          onClick={() => go(order[at + 1])}
        />
        <Button kind="plain" icon="close" label="Close (Esc)" onClick={() => store.focus(null)} data-testid="focus-close" />
      </span>
    </header>
  );
}
