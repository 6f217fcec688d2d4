/** Working stand-ins for what the sensors look at, driven by tests. */
import type { BrowserSignal } from "../shared/registry.gen";
import { Shell, type ShellSignalName } from "../shared/shell";
import type { Level, Report, Surroundings } from "./sensor";

const ORIGIN = "https://lms.example";

type Listener = (event: { readonly key: string }) => void;

/** Calls everybody who listens to a kind of event. */
export class Emitter {
  private readonly listeners = new Map<string, Set<Listener>>();

  addEventListener(type: string, listener: Listener): void {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.listeners.get(type)?.delete(listener);
  }

  emit(type: string, key = ""): void {
    for (const listener of [...(this.listeners.get(type) ?? [])]) listener({ key });
  }

  get listening(): number {
    return [...this.listeners.values()].reduce((sum, all) => sum + all.size, 0);
  }
}

export class FakeDocument extends Emitter {
  hidden = false;
  focused = true;

  hasFocus(): boolean {
    return this.focused;
  }

  show(visible: boolean): void {
    this.hidden = !visible;
    this.emit("visibilitychange");
  }
}

export class FakeTrack extends Emitter {
  readyState: "live" | "ended" = "live";
  muted = false;
  enabled = true;

  end(): void {
    this.readyState = "ended";
    this.emit("ended");
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.emit(muted ? "mute" : "unmute");
  }
}

export class FakeSource extends Emitter {
  videoTrack: FakeTrack | null = null;

  onTrack(listener: () => void): () => void {
    this.addEventListener("track", listener);
    return () => this.removeEventListener("track", listener);
  }

  give(track: FakeTrack | null): void {
    this.videoTrack = track;
    this.emit("track");
  }
}

export class FakeMicrophone extends Emitter {
  audioTrack: FakeTrack | null = null;

  onTrack(listener: Listener): () => void {
    this.addEventListener("track", listener);
    return () => this.removeEventListener("track", listener);
  }

  give(track: FakeTrack | null): void {
    this.audioTrack = track;
    this.emit("track");
  }
}

export class FakeScreen extends Emitter {
  asking = false;
  partial = false;

  onTrack(listener: () => void): () => void {
    this.addEventListener("track", listener);
    return () => this.removeEventListener("track", listener);
  }

  ask(asking: boolean): void {
    this.asking = asking;
    this.emit("track");
  }

  choose(partial: boolean): void {
    this.asking = false;
    this.partial = partial;
    this.emit("track");
  }
}

export class FakeFullscreen extends Emitter {
  isFullscreen = false;

  onChange(listener: () => void): () => void {
    this.addEventListener("change", listener);
    return () => this.removeEventListener("change", listener);
  }

  become(isFullscreen: boolean): void {
    this.isFullscreen = isFullscreen;
    this.emit("change");
  }
}

/** A track of a device that has a name. */
export class FakeDevice extends FakeTrack {
  canvas: unknown;

  constructor(
    readonly label: string,
    private readonly deviceId: string | undefined = label,
  ) {
    super();
  }

  getSettings(): { deviceId?: string } {
    return this.deviceId === undefined ? {} : { deviceId: this.deviceId };
  }
}

/** Camera and microphone. */
export class FakeDevices extends Emitter {
  videoTrack: FakeDevice | null = null;
  audioTrack: FakeDevice | null = null;

  onTrack(listener: () => void): () => void {
    this.addEventListener("track", listener);
    return () => this.removeEventListener("track", listener);
  }

  run(video: FakeDevice | null, audio: FakeDevice | null = this.audioTrack): void {
    this.videoTrack = video;
    this.audioTrack = audio;
    this.emit("track");
  }
}

export class FakeWindow extends Emitter {
  devicePixelRatio = 1;
  outerWidth = 1400;
  outerHeight = 900;
  innerWidth = 1400;
  innerHeight = 800;
  readonly screen = {};
  readonly document = {};
  readonly performance = { now: (): number => Date.now() };

  resize(sizes: Partial<Pick<FakeWindow, "outerWidth" | "outerHeight" | "innerWidth" | "innerHeight" | "devicePixelRatio">>): void {
    Object.assign(this, sizes);
    this.emit("resize");
  }

  zoom(ratio: number): void {
    this.devicePixelRatio = ratio;
    this.emit("resize");
  }
}

/** A real Shell in a fake frame; `signal` is what the LMS page would post. */
export class FakeShell {
  private listener: ((event: MessageEvent) => void) | null = null;
  private readonly lms = { postMessage: (): void => undefined };
  readonly shell = new Shell(
    {
      parent: this.lms,
      addEventListener: (_type, listener) => (this.listener = listener),
      removeEventListener: () => (this.listener = null),
    },
    ORIGIN,
  );

  signal(signal: ShellSignalName, active: boolean, at: number): void {
    this.post({ subject: "invigil.signal", version: 1, signal, active, at });
  }

  /** A DOM event in the quiz that the page tells of. */
  event(event: string, at: number): void {
    this.post({ subject: "invigil.event", version: 1, event, at });
  }

  private post(data: unknown): void {
    this.listener?.({ data, origin: ORIGIN, source: this.lms as unknown } as MessageEvent);
  }
}

/** Writes down what sensors report. */
export class Notes {
  readonly lines: (Level & { signal: BrowserSignal })[] = [];
  readonly report: Report = (signal, level) => this.lines.push({ signal, ...level });

  get levels(): boolean[] {
    return this.lines.map((line) => line.active);
  }
}

/** All that sensors look at, standing still. */
export function fakeSurroundings(): Surroundings {
  const document = Object.assign(new FakeDocument(), { fullscreenElement: null }) as unknown as Document;
  const screen = Object.assign(new FakeSource(), { asking: false, partial: false });
  const window = new FakeWindow() as unknown as Window;
  const camera = Object.assign(new FakeDevices(), { audioTrack: null });
  return { document, window, shell: new FakeShell().shell, topLevel: true, camera, screen };
}
