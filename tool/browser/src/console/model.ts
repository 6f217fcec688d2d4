/** What the console knows, and how each message changes it. Pure: the same messages always give the same state. */
import type { ConsoleEvents } from "../shared/socket";
import type {
  AttemptDetail,
  AttemptTile,
  ChatView,
  DeliveryView,
  HelpView,
  IncidentView,
  InterventionView,
  MediaView,
  SeenView,
  Snapshot,
} from "../shared/wire.gen";

/** A line of the activity list: something that happened and may need a look. */
export type FeedItem =
  | { kind: "incident"; id: string; at: number; incident: IncidentView }
  | { kind: "help"; id: string; at: number; help: HelpView };

/** A chat message that has left the keyboard but is not yet acknowledged, or was refused. */
export interface PendingChat {
  clientId: string;
  attemptId: string;
  text: string;
  at: number;
  /** Why it was not sent; empty while it is under way. */
  error: string;
}

export interface ConsoleState {
  /** null until the first snapshot. */
  snapshot: Snapshot | null;
  tiles: ReadonlyMap<string, AttemptTile>;
  /** Newest first, at most FEED_LENGTH. */
  feed: readonly FeedItem[];
  /** The attempt in the focus view. */
  focus: string | null;
  /** Everything about it; null while it is being fetched. */
  detail: AttemptDetail | null;
  pending: readonly PendingChat[];
  /** Incidents that were open before this page connected are no news. */
  since: number;
}

export const FEED_LENGTH = 100;

export const EMPTY: ConsoleState = {
  snapshot: null,
  tiles: new Map(),
  feed: [],
  focus: null,
  detail: null,
  pending: [],
  since: 0,
};

export type Message =
  | { [K in keyof ConsoleEvents]: { type: K; data: ConsoleEvents[K] } }[keyof ConsoleEvents]
  | { type: "focus"; attemptId: string | null }
  | { type: "detail"; data: AttemptDetail }
  | { type: "sending"; data: PendingChat }
  | { type: "send_failed"; clientId: string; error: string };

export function reduce(state: ConsoleState, message: Message): ConsoleState {
  switch (message.type) {
    case "snapshot":
      return connected(state, message.data);
    case "storage":
      return state.snapshot === null ? state : { ...state, snapshot: { ...state.snapshot, storage: message.data.state } };
    case "roster":
      return state.snapshot === null ? state : { ...state, snapshot: { ...state.snapshot, roster: message.data } };
    case "lms_watch":
      return state.snapshot === null ? state : { ...state, snapshot: { ...state.snapshot, lms_watch: message.data } };
    case "tile":
      return withTile(state, message.data);
    case "incident":
      return withIncident(state, message.data);
    case "seen":
      return withSeen(state, message.data);
    case "help":
      return withHelp(state, message.data);
    case "chat":
      return withChat(state, message.data);
    case "intervention":
      return inDetail(state, message.data, (d, item: InterventionView) => ({ ...d, interventions: put(d.interventions, item) }));
    case "delivery":
      return inDetail(state, message.data, (d, item: DeliveryView) => ({ ...d, deliveries: put(d.deliveries, item) }));
    case "media":
      return state.snapshot === null ? state : { ...state, snapshot: { ...state.snapshot, ...standing(message.data) } };
    case "pace":
      return inDetail(state, message.data, (detail, pace) => ({ ...detail, pace }));
    case "focus":
      if (message.attemptId === state.focus) return state;
      return { ...state, focus: message.attemptId, detail: null };
    case "detail":
      return withDetail(state, message.data);
    case "sending":
      return { ...state, pending: [...state.pending.filter((p) => p.clientId !== message.data.clientId), message.data] };
    case "send_failed":
      return {
        ...state,
        pending: state.pending.map((p) => (p.clientId === message.clientId ? { ...p, error: message.error } : p)),
      };
  }
}

function standing(media: MediaView): Pick<Snapshot, "media_away" | "media_behind" | "media_unmeasured"> {
  return { media_away: media.away, media_behind: media.behind, media_unmeasured: media.unmeasured };
}

/** The titles of what the exam's policy asks for and our media server cannot notice. */
export function notMeasured({ policy, media_unmeasured }: Snapshot): string[] {
  return policy.rules.filter((rule) => rule.enabled && media_unmeasured.includes(rule.type)).map((rule) => rule.title);
}

function connected(state: ConsoleState, snapshot: Snapshot): ConsoleState {
  const tiles = new Map(snapshot.tiles.map((tile) => [tile.attempt_id, tile]));
  const gone = state.focus !== null && !tiles.has(state.focus); // its examinee is in a group that is not this proctor's
  const now: ConsoleState = {
    ...state,
    snapshot,
    tiles,
    feed: state.feed.filter((item) => tiles.has(item.kind === "incident" ? item.incident.attempt_id : item.help.attempt_id)),
    focus: gone ? null : state.focus,
    detail: gone ? null : state.detail,
    since: state.since === 0 ? snapshot.server_time : state.since,
  };
  return snapshot.recent.reduce(withIncident, now); // what came while the connection was gone
}

function withTile(state: ConsoleState, tile: AttemptTile): ConsoleState {
  const tiles = new Map(state.tiles).set(tile.attempt_id, tile);
  const detail = state.detail?.tile.attempt_id === tile.attempt_id ? { ...state.detail, tile } : state.detail;
  return { ...state, tiles, detail };
}

function withIncident(state: ConsoleState, incident: IncidentView): ConsoleState {
  const next = inDetail(state, incident, (d, item: IncidentView) => ({ ...d, incidents: put(d.incidents, item) }));
  const known = next.feed.some((item) => item.id === incident.id);
  if (!known && incident.opened_at < next.since) return next;
  return { ...next, feed: fed(next.feed, { kind: "incident", id: incident.id, at: incident.opened_at, incident }) };
}

function withSeen(state: ConsoleState, { attempt_id, incident_ids }: SeenView): ConsoleState {
  const ids = new Set(incident_ids);
  const looked = (incident: IncidentView): IncidentView => (ids.has(incident.id) ? { ...incident, seen: true } : incident);
  const feed = state.feed.map((item) => (item.kind === "incident" ? { ...item, incident: looked(item.incident) } : item));
  if (state.detail?.tile.attempt_id !== attempt_id) return { ...state, feed };
  return { ...state, feed, detail: { ...state.detail, incidents: state.detail.incidents.map(looked) } };
}

function withHelp(state: ConsoleState, help: HelpView): ConsoleState {
  const next = inDetail(state, help, (d, item: HelpView) => ({ ...d, help: put(d.help, item) }));
  const known = next.feed.some((item) => item.id === help.id);
  if (!known && help.done) return next;
  return { ...next, feed: fed(next.feed, { kind: "help", id: help.id, at: help.at, help }) };
}

function withChat(state: ConsoleState, chat: ChatView): ConsoleState {
  const next = inDetail(state, chat, (d, item: ChatView) => ({ ...d, chat: put(d.chat, item) }));
  if (chat.client_id === "") return next;
  return { ...next, pending: next.pending.filter((p) => p.clientId !== chat.client_id) };
}

function withDetail(state: ConsoleState, detail: AttemptDetail): ConsoleState {
  if (detail.tile.attempt_id !== state.focus) return state;
  const tiles = new Map(state.tiles).set(detail.tile.attempt_id, detail.tile);
  const help = detail.help.filter((item) => !item.done);
  const feed = help.reduce<readonly FeedItem[]>(
    (all, item) => fed(all, { kind: "help", id: item.id, at: item.at, help: item }),
    seen(state.feed, detail),
  );
  return { ...state, tiles, feed, detail };
}

/** The feed with what `detail` now shows as looked at. */
function seen(feed: readonly FeedItem[], detail: AttemptDetail): readonly FeedItem[] {
  const fresh = new Map(detail.incidents.map((incident) => [incident.id, incident]));
  return feed.map((item) => {
    const incident = item.kind === "incident" ? fresh.get(item.id) : undefined;
    return item.kind === "incident" && incident !== undefined ? { ...item, incident } : item;
  });
}

function inDetail<T extends { attempt_id: string }>(
  state: ConsoleState,
  item: T,
  change: (detail: AttemptDetail, item: T) => AttemptDetail,
): ConsoleState {
  if (state.detail?.tile.attempt_id !== item.attempt_id) return state;
  return { ...state, detail: change(state.detail, item) };
}

/** The list with `item` in the place of the one with its id, or at the end. */
function put<T extends { id: string }>(list: readonly T[], item: T): T[] {
  return list.some((other) => other.id === item.id)
    ? list.map((other) => (other.id === item.id ? item : other))
    : [...list, item];
}

function fed(feed: readonly FeedItem[], item: FeedItem): readonly FeedItem[] {
  if (feed.some((other) => other.id === item.id)) return feed.map((other) => (other.id === item.id ? item : other));
  return [item, ...feed].sort((a, b) => b.at - a.at).slice(0, FEED_LENGTH);
}

/** Whether this message is news that should sound: a new incident, or a new call for help. */
export function alarm(state: ConsoleState, message: Message): "incident" | "help" | null {
  if (message.type === "incident") {
    const { id, opened_at, ended_at, seen: looked } = message.data;
    const old = opened_at < state.since || ended_at !== null || looked;
    return old || state.feed.some((item) => item.id === id) ? null : "incident";
  }
  if (message.type === "help") {
    return message.data.done || state.feed.some((item) => item.id === message.data.id) ? null : "help";
  }
  return null;
}
