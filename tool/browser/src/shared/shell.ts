/** The messages between the widget and the LMS page around it (docs/shell-protocol.md): one typed, origin-checked door. */

export const SHELL_VERSION = 1;

/** What a shell measures on behalf of the widget, which cannot see beyond its own frame. */
export type ShellSignalName = "window_blurred" | "fullscreen_left" | "tab_hidden";

/** Shell to widget: a condition begins (`active`) or ends. `at` is Unix milliseconds. */
export interface ShellSignal {
  signal: ShellSignalName;
  active: boolean;
  at: number;
}

/** Shell to widget: a DOM event that the widget asked to be told of has happened, at `at` (Unix milliseconds). */
export interface ShellEvent {
  event: string;
  at: number;
}

/** Widget to shell: where the attempt stands. `message` is for the examinee and may be empty. `watch` names the DOM events
 * that the shell is asked to tell of; it decides which of them it does. `elsewhere`: the exam goes on in another page, and
 * `message` is no proctor's. */
export interface ShellState {
  state: string;
  require_fullscreen: boolean;
  message: string;
  watch: readonly string[];
  elsewhere: boolean;
}

/** The parts of a window that this door needs; tests give a fake. */
export interface ShellHost {
  parent: unknown;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  removeEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** The StartAssessment message that begins the quiz. */
interface BeginForm {
  url: string;
  jwt: string;
}

interface Poster {
  postMessage(message: unknown, targetOrigin: string): void;
}

const SIGNALS: ReadonlySet<string> = new Set(["window_blurred", "fullscreen_left", "tab_hidden"]);

/** Return the signal in `data`, or null when it is not one. Origin and source are the caller's to check. */
export function parseSignal(data: unknown): ShellSignal | null {
  if (typeof data !== "object" || data === null) return null;
  const message = data as Record<string, unknown>;
  const { signal, active, at } = message;
  if (message.subject !== "invigil.signal" || message.version !== SHELL_VERSION) return null;
  if (typeof signal !== "string" || !SIGNALS.has(signal)) return null;
  if (typeof active !== "boolean" || typeof at !== "number" || !Number.isFinite(at)) return null;
  return { signal: signal as ShellSignalName, active, at };
}

/** Return the event in `data`, or null when it is not one: its name and its time, whatever else there is. */
export function parseEvent(data: unknown): ShellEvent | null {
  if (typeof data !== "object" || data === null) return null;
  const { subject, version, event, at } = data as Record<string, unknown>;
  if (subject !== "invigil.event" || version !== SHELL_VERSION) return null;
  if (typeof event !== "string" || typeof at !== "number" || !Number.isFinite(at)) return null;
  return { event, at };
}

/** Whether `data` says that this shell starts the quiz itself and keeps the widget while it does. */
export function parseBegins(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const message = data as Record<string, unknown>;
  return message.subject === "invigil.shell" && message.version === SHELL_VERSION && message.begin === true;
}

/** Whether `data` says that this shell goes to the quiz by itself, once it is handed the address. */
export function parseOpens(data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  const message = data as Record<string, unknown>;
  return message.subject === "invigil.shell" && message.version === SHELL_VERSION && message.open === true;
}

/** The widget's end. Without a parent frame or a known platform origin it says nothing and hears nothing. */
export class Shell {
  private readonly listeners = new Set<(signal: ShellSignal) => void>();
  private readonly eventListeners = new Set<(event: ShellEvent) => void>();
  private readonly levels = new Map<ShellSignalName, ShellSignal>();
  private startsQuiz = false;
  private opensQuiz = false;

  constructor(
    private readonly host: ShellHost,
    private readonly origin: string,
  ) {
    if (this.present) host.addEventListener("message", this.receive);
  }

  /** Whether there is a page around the widget that could be a shell. */
  get present(): boolean {
    return this.origin !== "" && this.host.parent !== this.host;
  }

  /** Whether the page around the widget has spoken this protocol. */
  get answered(): boolean {
    return this.levels.size > 0;
  }

  /** Whether the shell starts the quiz itself, so that the widget stays and its camera with it. */
  get begins(): boolean {
    return this.startsQuiz;
  }

  /** Whether the shell is the page of a quiz that a code opens, and goes on there by itself. */
  get opens(): boolean {
    return this.opensQuiz;
  }

  /** The last signal of this name, or null when the shell has not sent one. */
  level(name: ShellSignalName): ShellSignal | null {
    return this.levels.get(name) ?? null;
  }

  /** Call `listener` on every signal; returns the function that ends it. */
  onSignal(listener: (signal: ShellSignal) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Call `listener` on every DOM event that the shell tells of; returns the function that ends it. */
  onEvent(listener: (event: ShellEvent) => void): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  /** Say that the widget listens; a shell answers with the present value of each signal. */
  ready(): void {
    this.post("invigil.ready", {});
  }

  /** Say where the attempt stands. */
  state(state: ShellState): void {
    this.post("invigil.state", { ...state });
  }

  /** Ask to be brought into view: there is something that the examinee must see now. */
  focus(): void {
    this.post("invigil.focus", {});
  }

  /** Hand the shell what starts the quiz. Only a shell that `begins` does so. */
  begin(form: BeginForm): void {
    this.post("invigil.begin", { url: form.url, jwt: form.jwt });
  }

  /** Hand the shell the address of the quiz, which lets the examinee in. Only a shell that `opens` goes there. */
  open(url: string): void {
    this.post("invigil.open", { url });
  }

  /** Stop listening. */
  close(): void {
    this.host.removeEventListener("message", this.receive);
    this.listeners.clear();
    this.eventListeners.clear();
  }

  private post(subject: string, fields: Record<string, unknown>): void {
    if (!this.present) return;
    (this.host.parent as Poster).postMessage({ subject, version: SHELL_VERSION, ...fields }, this.origin);
  }

  private readonly receive = (event: MessageEvent): void => {
    if (event.origin !== this.origin || event.source !== this.host.parent) return;
    this.startsQuiz ||= parseBegins(event.data);
    this.opensQuiz ||= parseOpens(event.data);
    const signal = parseSignal(event.data);
    if (signal !== null) {
      this.levels.set(signal.signal, signal);
      for (const listener of this.listeners) listener(signal);
    }
    const happened = parseEvent(event.data);
    if (happened !== null) for (const listener of this.eventListeners) listener(happened);
  };
}
