/** The console at work: connection, state, pictures and sounds of one page, and everything a proctor can ask for. */
import { reason, Refused } from "../shared/http";
import type { Session } from "../shared/session";
import { connectConsole, type ConsoleChannel, type ConsoleEvents, type LinkStatus } from "../shared/socket";
import type { ChatBody, DecideBody, DeliveryView, WatchView } from "../shared/wire.gen";
import { alarm, EMPTY, reduce, type ConsoleState, type Message } from "./model";
import { PictureBoard } from "./picture-board";
import type { Chime } from "./sound";
import { surely } from "./surely";
import { streamTiles } from "./tile-stream";

const EVENTS = [
  "snapshot",
  "tile",
  "incident",
  "seen",
  "intervention",
  "delivery",
  "help",
  "chat",
  "media",
  "pace",
  "storage",
  "roster",
  "lms_watch",
] as const;
/** A grant is good for minutes; this much of it is used. */
const GRANT_REUSE_MS = 60_000;
/** How long to wait when the server says one of these, and how often. Nothing was changed then: the same may be asked again. */
const PASSING: ReadonlySet<string> = new Set(["too_fast", "busy", "storage_full"]);
const PATIENCE_MS = 500;
const PATIENCE_TRIES = 10;
/** News of the attempt in focus counts as looked at after this long on a visible page. */
const LOOKED_AT_MS = 1500;

export interface News {
  chime: Chime;
  words: string;
}

export class ConsoleStore {
  readonly board = new PictureBoard();
  state: ConsoleState = EMPTY;
  link: LinkStatus = "connecting";
  /** performance.now() when the focus view was asked for. */
  focusedAt = 0;
  private readonly channel: ConsoleChannel;
  private readonly changed = new Set<() => void>();
  private readonly told = new Set<(news: News) => void>();
  private readonly broken = new Set<() => void>();
  private readonly stopTiles: () => void;
  private granted: { at: number; view: Promise<WatchView> } | null = null;
  private lookTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly onVisible = () => this.lookSoon();

  constructor(session: Session) {
    this.channel = connectConsole(session);
    for (const event of EVENTS) this.listen(event);
    this.channel.onStatus((link) => {
      this.link = link;
      this.tell();
    });
    this.stopTiles = streamTiles({
      grant: this.grant,
      onPicture: (picture) => this.board.show(picture),
      onSound: (sound) => this.board.sounds.hear(sound),
      onBroken: () => {
        for (const listener of this.broken) listener();
      },
    });
    document.addEventListener("visibilitychange", this.onVisible);
  }

  subscribe(listener: () => void): () => void {
    this.changed.add(listener);
    return () => void this.changed.delete(listener);
  }

  /** Calls back on what should sound and be read out. */
  onNews(listener: (news: News) => void): () => void {
    this.told.add(listener);
    return () => void this.told.delete(listener);
  }

  /** Calls back when the media server's tile connection broke. */
  onMediaBroken(listener: () => void): () => void {
    this.broken.add(listener);
    return () => void this.broken.delete(listener);
  }

  /** A watch grant, at most a minute old. */
  readonly grant = (): Promise<WatchView> => {
    if (this.granted !== null && Date.now() - this.granted.at < GRANT_REUSE_MS) return this.granted.view;
    const granted = { at: Date.now(), view: this.channel.ask("grant", undefined) };
    granted.view.catch(() => {
      if (this.granted === granted) this.granted = null;
    });
    this.granted = granted;
    return granted.view;
  };

  /** Opens the focus view on an attempt; null closes it. */
  readonly focus = (attemptId: string | null): void => {
    this.focusedAt = performance.now();
    this.dispatch({ type: "focus", attemptId });
    if (attemptId !== null) void this.look(attemptId);
    else this.channel.ask("leave", undefined).catch(() => undefined); // a lost connection leaves by itself
  };

  /** Decides; resolves when the server has committed it. Throws Refused. Where no answer comes the same press is sent
   * again, under its `client_id`: the server takes it once. */
  async decide(decision: Pick<DecideBody, "attempt_id" | "kind"> & Partial<DecideBody>): Promise<void> {
    const body: DecideBody = {
      reason: "other",
      text: "",
      minutes: 0,
      severity: 0.5,
      pressed_at: Date.now() / 1000,
      client_id: crypto.randomUUID(),
      ...decision,
    };
    const intervention = await surely(() => patiently(() => this.channel.ask("decide", body)));
    this.dispatch({ type: "intervention", data: intervention });
  }

  /** Admits one after the other, as fast as the server lets; returns what went wrong. */
  async admitAll(attemptIds: readonly string[]): Promise<unknown[]> {
    const failures: unknown[] = [];
    for (const attemptId of attemptIds) {
      try {
        await this.decide({ attempt_id: attemptId, kind: "admit" });
      } catch (error) {
        failures.push(error);
      }
    }
    return failures;
  }

  /** Has the LMS told of a delivery once more, now. Throws Refused. */
  readonly deliverAgain = async (delivery: DeliveryView): Promise<void> => {
    this.dispatch({ type: "delivery", data: await this.channel.ask("deliver_again", { delivery_id: delivery.id }) });
  };

  /** Sends a chat message; give the id of a refused one to try it again. */
  say(attemptId: string, text: string, clientId: string = crypto.randomUUID()): void {
    this.dispatch({ type: "sending", data: { clientId, attemptId, text, at: Date.now() / 1000, error: "" } });
    const body: ChatBody = { client_id: clientId, text, attempt_id: attemptId };
    patiently(() => this.channel.ask("chat", body)).then(
      (chat) => this.dispatch({ type: "chat", data: { ...chat, client_id: clientId } }),
      (error: unknown) => this.dispatch({ type: "send_failed", clientId, error: reason(error) }),
    );
  }

  /** Marks a call for help as answered. Throws Refused. */
  async helpDone(helpId: string): Promise<void> {
    this.dispatch({ type: "help", data: await this.channel.ask("help_done", { help_id: helpId }) });
  }

  close(): void {
    clearTimeout(this.lookTimer);
    document.removeEventListener("visibilitychange", this.onVisible);
    this.stopTiles();
    this.board.close();
    this.channel.close();
  }

  private listen(event: keyof ConsoleEvents): void {
    this.channel.on(event, (data) => this.receive({ type: event, data } as Message));
  }

  private receive(message: Message): void {
    if (message.type === "snapshot") this.granted = null; // it may be about others now than before
    const chime = alarm(this.state, message);
    this.dispatch(message);
    if (chime !== null) this.announce(chime, message);
    if (message.type === "snapshot" && this.state.focus !== null) void this.look(this.state.focus);
    if (message.type === "incident" || message.type === "chat") {
      if (message.data.attempt_id === this.state.focus) this.lookSoon();
    }
  }

  private announce(chime: Chime, message: Message): void {
    let words = "";
    if (message.type === "incident") words = `${message.data.title}: ${message.data.person_name}`;
    if (message.type === "help") words = `${message.data.person_name} asks for help`;
    for (const listener of this.told) listener({ chime, words });
  }

  private lookSoon(): void {
    clearTimeout(this.lookTimer);
    this.lookTimer = setTimeout(() => {
      if (this.state.focus !== null && !document.hidden) void this.look(this.state.focus);
    }, LOOKED_AT_MS);
  }

  private async look(attemptId: string): Promise<void> {
    try {
      this.dispatch({ type: "detail", data: await this.channel.ask("open", { attempt_id: attemptId }) });
    } catch {
      // The next snapshot, or the next press, asks again; the header shows that the connection is down.
    }
  }

  private dispatch(message: Message): void {
    const before = this.state;
    this.state = reduce(before, message);
    if (this.state !== before) this.tell();
  }

  private tell(): void {
    for (const listener of this.changed) listener();
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let turn = 1; ; turn += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Refused) || !PASSING.has(error.code) || turn >= PATIENCE_TRIES) throw error;
      await new Promise((done) => setTimeout(done, PATIENCE_MS));
    }
  }
}
