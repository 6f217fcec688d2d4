/** All that the widget shows, as one value, and how each event changes it. Pure: no clock, no socket, no camera. */
import type { LinkStatus } from "../shared/socket";
import type { AttemptView, Channel, ChatView, HelpBody, NoticeView, PageStanding } from "../shared/wire.gen";
import type { CameraState } from "./device/camera";
import { OFF } from "./device/camera";
import { SCREEN_OFF, type ScreenState } from "./device/screen";
import { perChannel } from "./media/channels";
import type { MediaState } from "./media/publisher";

/** A chat message that web has not acknowledged. */
export interface Outgoing {
  client_id: string;
  text: string;
  at: number;
  /** Web's words when it refused; empty while it is on its way. */
  refusal: string;
}

/** The examinee's own request for a human. */
export interface HelpAsked {
  kind: HelpBody["kind"];
  at: number;
}

export interface Model {
  attempt: AttemptView | null;
  link: LinkStatus;
  /** Unix ms since when the connection to web is gone; null while it is there. */
  offlineSince: number | null;
  camera: CameraState;
  screen: ScreenState;
  /** How each channel travels now. */
  media: Record<Channel, MediaState>;
  notices: NoticeView[];
  chat: ChatView[];
  outgoing: readonly Outgoing[];
  help: HelpAsked | null;
  leaving: boolean;
  /** What is to be typed in the quiz, if anything is; "" unless the attempt runs. */
  code: string;
  /** How this page stands among those of its attempt. */
  standing: PageStanding;
}

export type Action =
  | { type: "attempt"; view: AttemptView }
  | { type: "notice"; notice: NoticeView }
  | { type: "dismiss"; id: string }
  | { type: "chat"; message: ChatView }
  | { type: "outgoing"; items: readonly Outgoing[] }
  | { type: "link"; link: LinkStatus; at: number }
  | { type: "camera"; camera: CameraState }
  | { type: "media"; channel: Channel; media: MediaState }
  | { type: "screen"; screen: ScreenState }
  | { type: "help"; help: HelpAsked }
  | { type: "leaving"; leaving: boolean }
  | { type: "code"; code: string }
  | { type: "standing"; standing: PageStanding };

export const EMPTY: Model = {
  attempt: null,
  link: "connecting",
  offlineSince: null,
  camera: OFF,
  screen: SCREEN_OFF,
  media: perChannel(() => ({ kind: "off", since: 0 })),
  notices: [],
  chat: [],
  outgoing: [],
  help: null,
  leaving: false,
  code: "",
  standing: "active",
};

export function reduce(model: Model, action: Action): Model {
  switch (action.type) {
    case "attempt":
      return withAttempt(model, action.view);
    case "notice":
      return { ...model, notices: withNotice(model.notices, action.notice) };
    case "dismiss":
      return { ...model, notices: model.notices.filter((notice) => notice.id !== action.id) };
    case "chat":
      return { ...model, chat: merged(model.chat, [action.message]) };
    case "outgoing":
      return { ...model, outgoing: action.items };
    case "link":
      return { ...model, link: action.link, offlineSince: offlineSince(model, action) };
    case "camera":
      return { ...model, camera: action.camera };
    case "media":
      return { ...model, media: { ...model.media, [action.channel]: action.media } };
    case "screen":
      return { ...model, screen: action.screen };
    case "help":
      return { ...model, help: action.help };
    case "leaving":
      return { ...model, leaving: action.leaving };
    case "code":
      return { ...model, code: action.code };
    case "standing":
      return { ...model, standing: action.standing };
  }
}

/** An acknowledgement and an event can overtake each other: the one with the later server time holds. */
function withAttempt(model: Model, view: AttemptView): Model {
  const before = model.attempt;
  if (before !== null && view.server_time < before.server_time) return model;
  const resumed = before?.state === "paused" && view.state !== "paused";
  const outdated = (notice: NoticeView): boolean =>
    (notice.kind === "pause" && resumed) || (notice.kind === "admit" && view.state !== "admitted" && view.state !== "waiting");
  return {
    ...model,
    attempt: view,
    chat: merged(model.chat, view.chat),
    notices: model.notices.filter((notice) => !outdated(notice)),
    help: view.help_open ? model.help : null,
    leaving: model.leaving && view.state === "admitted",
    code: ["admitted", "running", "disconnected"].includes(view.state) ? model.code : "",
  };
}

/** What the examinee has to see and act on; everything else gives way to what is newer. */
const LASTING: ReadonlySet<NoticeView["kind"]> = new Set(["warn", "pause", "terminate"]);
const MILD_AT_ONCE = 2;

/** Mild notices of the same kind and title replace each other; a resume takes its pause away. */
function withNotice(notices: NoticeView[], notice: NoticeView): NoticeView[] {
  const replaces = (old: NoticeView): boolean => {
    if (old.id === notice.id) return true;
    if (notice.kind === "resume" && old.kind === "pause") return true;
    if (notice.kind === "pause" && (old.kind === "resume" || old.kind === "pause")) return true;
    return notice.kind === "incident" && old.kind === "incident" && old.title === notice.title;
  };
  const all = [...notices.filter((old) => !replaces(old)), notice];
  const mild = all.filter((each) => !LASTING.has(each.kind)).slice(-MILD_AT_ONCE);
  return all.filter((each) => LASTING.has(each.kind) || mild.includes(each));
}

function merged(known: ChatView[], more: readonly ChatView[]): ChatView[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of more) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.at - b.at);
}

function offlineSince(model: Model, action: { link: LinkStatus; at: number }): number | null {
  return action.link === "online" ? null : (model.offlineSince ?? action.at);
}

/** Whether the quiz is in a window of the LMS's own, with this page behind it. */
export function inOwnTab(attempt: AttemptView | null): boolean {
  return attempt !== null && (attempt.by_code || attempt.aside);
}

/** Where the attempt stands as far as the examinee must know now: a notice may be here before the attempt is. */
export function stateOf(model: Model): string {
  const told = (kind: NoticeView["kind"]): boolean => model.notices.some((notice) => notice.kind === kind);
  const state = model.attempt?.state ?? "";
  if (told("terminate")) return "terminated";
  return told("pause") && (state === "running" || state === "disconnected") ? "paused" : state;
}
