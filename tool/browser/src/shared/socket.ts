/** Socket.IO as this product speaks it: typed events, every request acknowledged or refused, a status to show. */
import { io, type Socket } from "socket.io-client";
import { Refused } from "./http";
import type { Session } from "./session";
import type {
  Ack,
  AttemptDetail,
  AttemptTile,
  AttemptView,
  BeginBody,
  CalibrateBody,
  CalibrationView,
  ChatBody,
  ChatView,
  CheckInBody,
  ConsentBody,
  DecideBody,
  DeliverAgainBody,
  DeliveryView,
  FormView,
  HandOverView,
  OwnLeaveView,
  HelpBody,
  HelpDoneBody,
  HelpView,
  IncidentView,
  InterventionView,
  Left,
  LmsWatchView,
  MediaView,
  PaceView,
  NoticeView,
  ObserveBody,
  Observed,
  OpenBody,
  PageView,
  PublishView,
  RosterView,
  SeenView,
  Snapshot,
  StorageView,
  WatchView,
} from "./wire.gen";
import { t } from "./words";

/** What the server sends to a namespace, by event. */
export interface ConsoleEvents {
  snapshot: Snapshot;
  tile: AttemptTile;
  incident: IncidentView;
  intervention: InterventionView;
  delivery: DeliveryView;
  help: HelpView;
  chat: ChatView;
  media: MediaView;
  pace: PaceView;
  seen: SeenView;
  storage: StorageView;
  roster: RosterView;
  lms_watch: LmsWatchView;
}
export interface ExamineeEvents {
  page: PageView;
  attempt: AttemptView;
  notice: NoticeView;
  chat: ChatView;
}

/** What a namespace may ask of the server: [body, result]. A body of undefined means that none is sent. */
export interface ConsoleRequests {
  open: [OpenBody, AttemptDetail];
  leave: [undefined, Left];
  decide: [DecideBody, InterventionView];
  help_done: [HelpDoneBody, HelpView];
  deliver_again: [DeliverAgainBody, DeliveryView];
  chat: [ChatBody, ChatView];
  grant: [undefined, WatchView];
}
export interface ExamineeRequests {
  consent: [ConsentBody, AttemptView];
  check_in: [CheckInBody, AttemptView];
  calibrate: [CalibrateBody, CalibrationView];
  chat: [ChatBody, ChatView];
  help: [HelpBody, HelpView];
  observe: [ObserveBody, Observed];
  grant: [undefined, PublishView];
  begin: [BeginBody, FormView];
  hand_over: [undefined, HandOverView];
  own_leave: [undefined, OwnLeaveView];
  continue_here: [undefined, PageView];
}

export type LinkStatus = "connecting" | "online" | "offline";
type Listening = Record<"on" | "off", (event: string, listener: (data: unknown) => void) => unknown>;
type Requests<R> = { [K in keyof R]: [unknown, unknown] };

export interface Channel<E, R extends Requests<R>> {
  status(): LinkStatus;
  /** Calls back now and on every change. Returns a function that takes the listener off. */
  onStatus(listener: (status: LinkStatus) => void): () => void;
  on<K extends keyof E & string>(event: K, listener: (data: E[K]) => void): () => void;
  /** Asks and waits for the acknowledgement. Throws Refused: the server's words, or code "offline" / "timeout". */
  ask<K extends keyof R & string>(event: K, body: R[K][0], timeoutMs?: number): Promise<R[K][1]>;
  close(): void;
}

export type ConsoleChannel = Channel<ConsoleEvents, ConsoleRequests>;
export type ExamineeChannel = Channel<ExamineeEvents, ExamineeRequests>;

export const ASK_TIMEOUT_MS = 8000;

export function connectConsole(session: Session): ConsoleChannel {
  return channel<ConsoleEvents, ConsoleRequests>(dial("/console", session), () => session.check());
}

/** `page` says at every connection what the page is called, and whether it was told that the exam goes on elsewhere. */
export function connectExaminee(session: Session, page: () => { page: string; dark: boolean }): ExamineeChannel {
  return channel<ExamineeEvents, ExamineeRequests>(dial("/examinee", session, page), () => session.check());
}

function dial(namespace: string, session: Session, more: () => object = () => ({})): Socket {
  return io(namespace, {
    auth: (give) => give({ ...more(), token: session.token() }),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 3000,
    timeout: 5000,
  });
}

/** Wraps a socket. Exported for tests, which hand in a scripted socket. `onRefused`: the server does not let it in. */
export function channel<E, R extends Requests<R>>(socket: Socket, onRefused: () => void = () => undefined): Channel<E, R> {
  let status: LinkStatus = socket.connected ? "online" : "connecting";
  const listeners = new Set<(status: LinkStatus) => void>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  const become = (next: LinkStatus) => {
    if (next === status) return;
    status = next;
    for (const listener of [...listeners]) listener(next);
  };
  socket.on("connect", () => become("online"));
  socket.on("disconnect", (why) => {
    become("offline");
    // The server closed the connection: Socket.IO does not come back from that by itself.
    if (why === "io server disconnect") retry = setTimeout(() => socket.connect(), 1000);
  });
  socket.on("connect_error", () => {
    become("offline");
    if (socket.active) return;
    // Refused by the server (an expired token, say): the next try carries the token of then, if there is one.
    onRefused();
    retry = setTimeout(() => socket.connect(), 3000);
  });
  return {
    status: () => status,
    onStatus: (listener) => {
      listeners.add(listener);
      listener(status);
      return () => void listeners.delete(listener);
    },
    on: (event, listener) => {
      const untyped = listener as (data: unknown) => void;
      const events: Listening = socket;
      events.on(event, untyped);
      return () => void events.off(event, untyped);
    },
    ask: (event, body, timeoutMs = ASK_TIMEOUT_MS) => ask(socket, event, body, timeoutMs),
    close: () => {
      clearTimeout(retry);
      listeners.clear();
      socket.close();
    },
  };
}

async function ask<T>(socket: Socket, event: string, body: unknown, timeoutMs: number): Promise<T> {
  if (!socket.connected) throw new Refused("offline", t("failed.not_connected"));
  const args = body === undefined ? [] : [body];
  let ack: Ack;
  try {
    ack = (await socket.timeout(timeoutMs).emitWithAck(event, ...args)) as Ack;
  } catch {
    throw new Refused("timeout", t("failed.timeout"));
  }
  if (!ack.ok) {
    throw new Refused(ack.error?.code ?? "refused", ack.error?.message ?? t("failed.refused"));
  }
  return ack.result as T;
}
