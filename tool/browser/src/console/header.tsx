/** Who and what is being watched, how it stands, and whether this page is still connected. */
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { gateNotice } from "../shared/gate";
import { Guests } from "../shared/guests/guests";
import { mayInvite } from "../shared/guests/standing";
import { notJudged } from "../shared/not-judged";
import type { Session } from "../shared/session";
import { stateWords } from "../shared/ui/badge";
import { Button } from "../shared/ui/button";
import { CapabilityList } from "../shared/ui/capabilities";
import { Dialog, DialogActions } from "../shared/ui/dialog";
import { Icon } from "../shared/ui/icons";
import { NotApplied } from "../shared/ui/not-applied";
import { NotJudged } from "../shared/ui/not-judged";
import type { AttemptTile, CapabilityView } from "../shared/wire.gen";
import { GateNotice } from "./gate-notice";
import { LmsNotice } from "./lms-notice";
import { MediaNotice } from "./media-notice";
import { notMeasured } from "./model";
import { SettingsLink } from "./settings-link";
import { StorageNotice } from "./storage-notice";
import type { ConsoleStore } from "./store";
import type { Chimes } from "./use-chimes";

const SHOWN = ["waiting", "checking_in", "admitted", "running", "paused", "disconnected", "terminated", "submitted"];

export interface HeaderProps {
  store: ConsoleStore;
  session: Session;
  chimes: Chimes;
}

export function Header({ store, session, chimes }: HeaderProps): JSX.Element {
  const { snapshot, tiles } = store.state;
  const unmeasured = snapshot === null ? [] : notMeasured(snapshot);
  return (
    <header class="top">
      <span class="brand" title="Invigil">
        <Icon name="eye" size={24} />
      </span>
      <div class="top__names">
        <h1 class="top__exam">{snapshot?.exam_title ?? "Live console"}</h1>
        <p class="top__course muted small">
          {[snapshot?.course_title, session.view.institution].filter(Boolean).join(" · ")}
        </p>
      </div>
      <Counts tiles={tiles} />
      <div class="top__tools">
        <Link status={store.link} />
        <Button
          kind="plain"
          icon={chimes.on ? "bell" : "bellOff"}
          aria-pressed={chimes.on}
          onClick={chimes.toggle}
          title={chimes.blocked ? "The browser starts sound at your first click on this page" : undefined}
          data-testid="sound-toggle"
        >
          {chimes.on ? (chimes.blocked ? "Sound on at first click" : "Sound on") : "Sound off"}
        </Button>
        {mayInvite(session.view.role) && <InvitedProctors session={session} />}
        {mayInvite(session.view.role) && <SettingsLink session={session} />}
        {snapshot !== null && <Capabilities list={snapshot.capabilities} />}
      </div>
      {snapshot !== null && (snapshot.media_away || snapshot.media_behind !== null || unmeasured.length > 0) && (
        <div class="top__note">
          <MediaNotice away={snapshot.media_away} behind={snapshot.media_behind} unmeasured={unmeasured} />
        </div>
      )}
      {snapshot !== null && (snapshot.lms_watch.unread_since !== null || snapshot.lms_watch.strays.length > 0) && (
        <div class="top__note">
          <LmsNotice {...snapshot.lms_watch} />
        </div>
      )}
      {snapshot !== null && notJudged(snapshot.policy, snapshot.not_judged).length > 0 && (
        <div class="top__note">
          <NotJudged policy={snapshot.policy} view={snapshot.not_judged} of="exam" />
        </div>
      )}
      {snapshot !== null && snapshot.policy.not_applied.length > 0 && (
        <div class="top__note">
          <NotApplied names={snapshot.policy.not_applied} />
        </div>
      )}
      {snapshot !== null && snapshot.storage !== "ok" && (
        <div class="top__note">
          <StorageNotice state={snapshot.storage} />
        </div>
      )}
      {snapshot !== null && snapshot.gate !== null && gateNotice(snapshot.gate) !== "" && (
        <div class="top__note">
          <GateNotice gate={snapshot.gate} />
        </div>
      )}
    </header>
  );
}

function InvitedProctors({ session }: { session: Session }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="plain" icon="user" onClick={() => setOpen(true)} data-testid="guests-open">
        Proctors
      </Button>
      {open && (
        <Dialog title="Invited proctors" onClose={() => setOpen(false)} data-testid="guests-dialog">
          <Guests session={session} />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>Close</Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}

function Counts({ tiles }: { tiles: ReadonlyMap<string, AttemptTile> }): JSX.Element {
  const counts = new Map<string, number>();
  for (const { state } of tiles.values()) counts.set(state, (counts.get(state) ?? 0) + 1);
  return (
    <ul class="top__counts" aria-label="Attempts by state">
      {SHOWN.filter((state) => counts.has(state)).map((state) => (
        <li key={state} class={`count count--${state}`} data-testid={`count-${state}`}>
          <strong class="numeric">{counts.get(state)}</strong> {stateWords(state).toLowerCase()}
        </li>
      ))}
    </ul>
  );
}

const LINK = {
  online: { words: "Connected", icon: "wifi" },
  connecting: { words: "Connecting…", icon: "wifi" },
  offline: { words: "Reconnecting…", icon: "wifiOff" },
} as const;

function Link({ status }: { status: keyof typeof LINK }): JSX.Element {
  const { words, icon } = LINK[status];
  return (
    <span class={`link-state link-state--${status}`} role="status" data-testid="connection" data-status={status}>
      <Icon name={icon} size={14} />
      {words}
    </span>
  );
}

function Capabilities({ list }: { list: readonly CapabilityView[] }): JSX.Element {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const away = (event: Event) => {
      if (!(event.target instanceof Node) || box.current?.contains(event.target) !== true) setOpen(false);
    };
    addEventListener("pointerdown", away);
    addEventListener("focusin", away);
    return () => {
      removeEventListener("pointerdown", away);
      removeEventListener("focusin", away);
    };
  }, [open]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    setOpen(false);
    box.current?.querySelector("button")?.focus();
  };
  return (
    <div class="popover-anchor" ref={box} onKeyDown={onKeyDown}>
      <Button
        kind="plain"
        icon="info"
        aria-expanded={open}
        aria-controls="capabilities"
        onClick={() => setOpen(!open)}
        data-testid="capabilities-toggle"
      >
        This LMS
      </Button>
      {open && (
        <div class="popover" id="capabilities" data-testid="capabilities">
          <h2>What this LMS can do</h2>
          <CapabilityList list={list} />
        </div>
      )}
    </div>
  );
}
