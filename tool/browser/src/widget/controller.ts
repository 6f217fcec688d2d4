/** Ties the widget together: socket, camera, screen, publishers, sensors and shell on one side, the model on the other. */
import { neededBy, watchedBy } from "../sensors/found";
import { Observer } from "../sensors/observer";
import { submitToPlatform } from "../shared/form";
import type { Session } from "../shared/session";
import { Shell, type ShellState } from "../shared/shell";
import { connectExaminee, type ExamineeChannel } from "../shared/socket";
import { type AttemptView, type CalibrateBody, type Channel, CHANNELS, type CheckInBody, type FormView, type HelpBody, type NoticeView, type OpenedPage, type PublishView } from "../shared/wire.gen";
import { whipPublish } from "../shared/whip";
import { ChatOutbox } from "./chat-outbox";
import { Clock } from "./clock";
import { browserDevices, Camera, type DeviceChoice } from "./device/camera";
import { browserScreen, SharedScreen } from "./device/screen";
import type { Wanted } from "./device/wanted";
import { perChannel, RATES } from "./media/channels";
import { sendFrames } from "./media/frames";
import { NodeProbes } from "./media/node-probe";
import { grantFor, Publisher } from "./media/publisher";
import { type Action, EMPTY, type Model, reduce, stateOf } from "./model";
import { newId } from "./new-id";
import { t } from "./words";
import { isAtWork, isOver, needsCamera, stepOf } from "./steps";

const URGENT: ReadonlySet<NoticeView["kind"]> = new Set(["warn", "pause", "terminate", "admit"]);

/** What the pages of the widget may do. Promises reject with words that can be shown. */
export class Controller {
  readonly camera = new Camera(browserDevices());
  readonly screen = new SharedScreen(browserScreen());
  private current = EMPTY;
  private readonly listeners = new Set<(model: Model) => void>();
  private readonly clock = new Clock();
  private readonly channel: ExamineeChannel;
  private readonly shell: Shell;
  private readonly probes = new NodeProbes();
  /** Sessions apart, so that the others do not notice when one fails. */
  private readonly publishers: Record<Channel, Publisher>;
  private readonly outbox: ChatOutbox;
  private observer: Observer | null = null;
  private told = "";
  private readonly page = newId();

  constructor(private readonly session: Session) {
    this.channel = connectExaminee(session, () => ({ page: this.page, dark: this.current.standing === "dark" }));
    this.shell = new Shell(window, session.view.platform_origin);
    this.publishers = perChannel((channel) => this.makePublisher(channel));
    this.outbox = this.makeOutbox();
    this.listen();
    this.shell.ready();
  }

  get model(): Model {
    return this.current;
  }

  /** Call `listener` on every change of the model; returns the function that ends it. */
  onChange(listener: (model: Model) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async consent(): Promise<void> {
    this.take(await this.channel.ask("consent", { agreed: true }));
  }

  /** Open camera and microphone as the policy wants them; the outcome is in the model. */
  async openDevices(choice?: DeviceChoice): Promise<void> {
    await this.camera.open(this.wanted(), choice);
  }

  /** Ask for the whole screen; to be called in a press. The outcome is in the model. */
  shareScreen(): void {
    void this.screen.share();
  }

  async checkIn(body: CheckInBody): Promise<void> {
    this.take(await this.channel.ask("check_in", body));
  }

  /** Tell what the examinee looks at while their gaze is calibrated. */
  async calibrate(body: CalibrateBody): Promise<void> {
    await this.channel.ask("calibrate", body, 3000);
  }

  /** Ask for the start message; the shell starts the quiz with it, or the page is left for it. */
  async begin(): Promise<void> {
    const stays = this.shell.begins;
    const form = await this.channel.ask("begin", { stays });
    if (stays) {
      this.shell.begin(form);
      return;
    }
    this.change({ type: "leaving", leaving: true });
    submitToPlatform(form, "_top");
  }

  /** Ask for the start message of a quiz that opens in a tab of its own; this page stays. */
  async startAside(): Promise<FormView> {
    return this.channel.ask("begin", { stays: true });
  }

  /** Whether the LMS page around the widget opens the quiz in its own place, and launches the widget anew beside it. */
  get shellOpens(): boolean {
    return this.shell.opens;
  }

  /** Whether the widget is a frame in another page. */
  get framed(): boolean {
    return window.parent !== window;
  }

  /** Ask for the way into a quiz that an access code opens: returns its address, for a tab of its own. A code that is to
   * be typed there is in the model, until the attempt stops. */
  async handOver(): Promise<string> {
    const { url, code } = await this.channel.ask("hand_over", undefined);
    this.change({ type: "code", code });
    return url;
  }

  /** The same, for the LMS page around the widget: it goes there by itself. */
  async openInShell(): Promise<void> {
    this.shell.open(await this.handOver());
  }

  /** Return where the LMS asks the examinee to let Invigil hand in for them, for a tab of its own; good once. */
  async askLeave(): Promise<string> {
    return (await this.channel.ask("own_leave", undefined)).url;
  }

  /** Return an address at which this attempt goes on in a window of its own, good once and for a minute. */
  async ownWindow(): Promise<string> {
    return (await this.session.json<OpenedPage>("/api/session/window", { method: "POST" })).url;
  }

  /** Go on in this page; the one where the exam went on until now goes dark. */
  async continueHere(): Promise<void> {
    await this.channel.ask("continue_here", undefined);
  }

  sendChat(text: string): void {
    this.outbox.add(text);
  }

  sendAgain(clientId: string): void {
    this.outbox.again(clientId);
  }

  async askForHelp(kind: HelpBody["kind"], text: string): Promise<void> {
    const help = await this.channel.ask("help", { kind, text });
    this.change({ type: "help", help: { kind: help.kind, at: help.at } });
  }

  dismiss(noticeId: string): void {
    this.change({ type: "dismiss", id: noticeId });
  }

  close(): void {
    this.listeners.clear();
    this.observer?.stop();
    this.stopPublishing();
    this.camera.close();
    this.screen.close();
    this.outbox.close();
    this.channel.close();
    this.shell.close();
  }

  private makePublisher(channel: Channel): Publisher {
    return new Publisher({
      rates: RATES[channel],
      grant: async () => grantFor(channel, await this.grant()),
      publish: whipPublish,
      frames: sendFrames,
      probe: (url, tell) => this.probes.follow(url, tell),
      onState: (media) => this.change({ type: "media", channel, media }),
    });
  }

  private stopPublishing(): void {
    for (const channel of CHANNELS) this.publishers[channel].stop();
  }

  private async grant(): Promise<PublishView> {
    const grant = await this.channel.ask("grant", undefined, 4000);
    return { ...grant, expires_at: this.clock.localTime(grant.expires_at) };
  }

  private makeOutbox(): ChatOutbox {
    return new ChatOutbox({
      send: (body) => this.channel.ask("chat", body),
      sent: (message) => this.change({ type: "chat", message }),
      changed: (items) => this.change({ type: "outgoing", items }),
      newId,
      now: () => this.clock.serverTime(Date.now()),
    });
  }

  private makeObserver(): Observer {
    const { shell, camera, screen } = this;
    return new Observer({ document, window, shell, topLevel: window.parent === window, camera, screen }, {
      send: (body) => this.channel.ask("observe", body),
      newId,
      serverTime: (ms) => this.clock.serverTime(ms),
    });
  }

  private listen(): void {
    this.camera.onTrack(() => this.change({ type: "camera", camera: this.camera.state }));
    this.screen.onTrack(() => this.screenChanged());
    this.channel.on("page", ({ standing }) => this.change({ type: "standing", standing }));
    this.channel.on("attempt", (view) => this.take(view));
    this.channel.on("notice", (notice) => this.notice(notice));
    this.channel.on("chat", (message) => this.change({ type: "chat", message }));
    this.channel.onStatus((link) => {
      this.change({ type: "link", link, at: Date.now() });
      if (link !== "online") return this.observer?.disconnected();
      this.observer?.connected();
      void this.outbox.flush();
    });
    window.addEventListener("pagehide", () => this.stopPublishing());
  }

  private screenChanged(): void {
    const was = this.current.screen.kind;
    const { state } = this.screen;
    this.change({ type: "screen", screen: state });
    if (was === "on" && (state.kind === "ended" || state.kind === "refused")) this.shell.focus();
  }

  private take(view: AttemptView): void {
    this.clock.heard(view.server_time, Date.now());
    this.change({ type: "attempt", view });
  }

  private notice(notice: NoticeView): void {
    this.change({ type: "notice", notice });
    if (URGENT.has(notice.kind)) this.shell.focus();
  }

  private change(action: Action): void {
    const next = reduce(this.current, action);
    if (next === this.current) return;
    this.current = next;
    this.follow(next);
    for (const listener of this.listeners) listener(this.current); // `follow` may have changed it again
  }

  /** Make camera, publisher, sensors and shell agree with the model. */
  private follow(model: Model): void {
    const { attempt } = model;
    const step = stepOf(model);
    this.tellShell(model);
    if (attempt === null) return;
    if (isOver(step) || step === "elsewhere") {
      this.switchOff();
      return;
    }
    for (const channel of CHANNELS) this.publishers[channel].setWatched(attempt.watching);
    if (step === "exam") this.observe(attempt);
    if (!needsCamera(step)) return;
    this.publishScreen();
    const { kind, stream } = this.camera.state;
    if (kind === "on" && stream !== null) this.publishers.camera.start(stream);
    else if (kind === "off" && this.wantsAny()) void this.openDevices();
  }

  private publishScreen(): void {
    const { stream } = this.screen.state;
    if (stream !== null && this.wantsScreen()) this.publishers.screen.start(stream);
    else this.publishers.screen.stop();
  }

  /** Measure what the exam's rules look at now; a teacher may change them while the exam runs. */
  private observe({ policy }: AttemptView): void {
    if (this.observer === null) {
      if (this.wantsScreen() && this.screen.videoTrack === null) this.shell.focus(); // it needs a press
      this.observer = this.makeObserver();
      if (this.current.link === "online") this.observer.connected();
    }
    this.observer.follow(neededBy(policy.rules));
  }

  private switchOff(): void {
    this.observer?.stop();
    this.observer = null;
    this.stopPublishing();
    if (this.camera.state.kind !== "off") this.camera.close();
    if (this.screen.state.kind !== "off") this.screen.close();
  }

  private tellShell(model: Model): void {
    const { attempt } = model;
    if (model.standing !== "active") { this.tell({ state: "paused", require_fullscreen: false, message: t("elsewhere.covered"), watch: [], elsewhere: true }); return; }
    if (attempt === null) return;
    const pause = model.notices.find((notice) => notice.kind === "pause" || notice.kind === "terminate");
    const message = attempt.notice === "" ? (pause?.text ?? "") : attempt.notice;
    const { values, rules } = attempt.policy;
    const state = stateOf(model);
    const watch = isAtWork(state) ? watchedBy(neededBy(rules)) : [];
    this.tell({ state, require_fullscreen: values.require_fullscreen, message, watch, elsewhere: false });
  }

  private tell(said: ShellState): void {
    const key = JSON.stringify(said);
    if (key === this.told) return;
    this.told = key;
    this.shell.state(said);
  }

  private wanted(): Wanted {
    const values = this.current.attempt?.policy.values;
    return { camera: values?.camera ?? true, microphone: values?.microphone ?? true };
  }

  private wantsScreen(): boolean {
    return this.current.attempt?.policy.values.screen ?? false;
  }

  private wantsAny(): boolean {
    const { camera, microphone } = this.wanted();
    return camera || microphone;
  }
}
