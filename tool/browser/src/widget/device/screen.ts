/** The examinee's shared screen. Every share begins with a press: browsers want one, and so does fairness. */
import { delegated } from "./delegated";
import type { DeviceProblem } from "./problems";
import { explainScreen, type ScreenContext, wrongSurface } from "./screen-problems";

const LOOK_EVERY_MS = 2000;
const SILENT_MS = 4000;

/** `silent`: shared, but nothing has come for a while; may come back by itself. `ended`: it was shared and no longer is.
 * `refused`: it could not be had, `problem` says why. */
export interface ScreenState {
  kind: "off" | "asking" | "on" | "silent" | "ended" | "refused";
  stream: MediaStream | null;
  problem: DeviceProblem | null;
}

/** The options of getDisplayMedia that are used here. */
export interface ScreenOptions extends DisplayMediaStreamOptions {
  monitorTypeSurfaces: "include";
  selfBrowserSurface: "exclude";
  surfaceSwitching: "exclude";
  systemAudio: "exclude";
}

/** The browser's side of it; tests give a fake. */
export interface ScreenPorts {
  /** null where no screen can be shared at all. To be called in the press itself. */
  open: ((options: ScreenOptions) => Promise<MediaStream>) | null;
  context(): ScreenContext;
}

export const SCREEN_OFF: ScreenState = { kind: "off", stream: null, problem: null };

/** The whole screen, a few pictures a second, no sound; letters stay legible at 1920 points across. */
export const OPTIONS: ScreenOptions = {
  video: { displaySurface: "monitor", frameRate: { ideal: 5, max: 5 }, width: { max: 1920 } },
  audio: false,
  monitorTypeSurfaces: "include",
  selfBrowserSurface: "exclude",
  surfaceSwitching: "exclude",
  systemAudio: "exclude",
};

export class SharedScreen {
  private current = SCREEN_OFF;
  private readonly listeners = new Set<() => void>();
  private turn = 0;
  private unfollow: () => void = () => undefined;

  constructor(private readonly ports: ScreenPorts) {}

  get state(): ScreenState {
    return this.current;
  }

  /** Whether the browser's question is open right now. */
  get asking(): boolean {
    return this.current.kind === "asking";
  }

  /** Whether this browser can share a screen at all; phones and tablets cannot. */
  get possible(): boolean {
    return this.ports.open !== null;
  }

  /** Whether the last choice was a window or a tab, or became one, for the screen_not_whole sensor. */
  get partial(): boolean {
    const code = this.current.problem?.code;
    return code === "wrong_surface" || code === "wrong_later";
  }

  /** The shared picture's track, for the screen_share_stopped sensor. */
  get videoTrack(): MediaStreamTrack | null {
    return this.current.stream?.getVideoTracks()[0] ?? null;
  }

  /** Call `listener` on every change of `state`; returns the function that ends it. */
  onTrack(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Ask for the whole screen; call this in a press. The outcome is in `state`; this never rejects. */
  async share(): Promise<void> {
    const turn = ++this.turn;
    this.release();
    const opening = this.ports.open?.(OPTIONS);
    if (opening === undefined) {
      this.refuse(explainScreen(null, this.ports.context()));
      return;
    }
    this.to({ kind: "asking", stream: null, problem: null });
    try {
      const stream = await opening;
      if (turn === this.turn) this.take(stream);
      else stop(stream);
    } catch (error) {
      if (turn === this.turn) this.refuse(explainScreen(error, this.ports.context()));
    }
  }

  /** Stop sharing, for good reasons of our own. */
  close(): void {
    this.turn += 1;
    this.release();
    this.to(SCREEN_OFF);
  }

  private take(stream: MediaStream): void {
    const [track] = stream.getVideoTracks();
    if (track === undefined || isPart(track)) {
      stop(stream);
      this.refuse(wrongSurface());
      return;
    }
    track.contentHint = "detail";
    this.unfollow = this.follow(stream, track);
    this.to({ kind: "on", stream, problem: null });
  }

  /** Notice when the share ends, becomes a part of the screen, or gives nothing for four seconds. */
  private follow(stream: MediaStream, track: MediaStreamTrack): () => void {
    const ended = (): void => {
      this.release();
      this.to({ kind: "ended", stream: null, problem: null });
    };
    const look = (): void => {
      if (track.readyState === "ended") ended();
      else if (isPart(track)) {
        // Some browsers let people change from the screen to a window while they share.
        this.release();
        this.refuse(wrongSurface(true));
      }
    };
    let silence: ReturnType<typeof setTimeout> | undefined;
    const muted = (): void => {
      clearTimeout(silence);
      silence = setTimeout(() => this.to({ kind: "silent", stream, problem: null }), SILENT_MS);
    };
    const unmuted = (): void => {
      clearTimeout(silence);
      if (this.current.kind === "silent") this.to({ kind: "on", stream, problem: null });
    };
    const timer = setInterval(look, LOOK_EVERY_MS);
    const events = [["ended", ended], ["configurationchange", look], ["mute", muted], ["unmute", unmuted]] as const;
    for (const [event, listener] of events) track.addEventListener(event, listener);
    if (track.muted) muted();
    return () => {
      clearTimeout(silence);
      clearInterval(timer);
      for (const [event, listener] of events) track.removeEventListener(event, listener);
    };
  }

  private refuse(problem: DeviceProblem): void {
    this.to({ kind: "refused", stream: null, problem });
  }

  private release(): void {
    this.unfollow();
    this.unfollow = () => undefined;
    if (this.current.stream !== null) stop(this.current.stream);
  }

  private to(state: ScreenState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

/** Whether it is known to be less than a whole screen. Browsers that do not tell are believed. */
function isPart(track: MediaStreamTrack): boolean {
  const { displaySurface } = track.getSettings() as { displaySurface?: string };
  return displaySurface !== undefined && displaySurface !== "monitor";
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** The real screen of this browser. */
export function browserScreen(): ScreenPorts {
  const media = (navigator as { readonly mediaDevices?: Partial<MediaDevices> }).mediaDevices;
  return {
    open: media?.getDisplayMedia?.bind(media) ?? null,
    context: () => ({ secure: window.isSecureContext, delegated: delegated("display-capture") }),
  };
}
