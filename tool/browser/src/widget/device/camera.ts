/** The examinee's camera and microphone: opened once, kept open, got back when lost. */
import { delegated } from "./delegated";
import { type DeviceContext, type DeviceProblem, explain } from "./problems";
import type { Wanted } from "./wanted";

const RETRY_MS = 2000;
const SILENT_MS = 4000;
const NEEDS_PRESS: ReadonlySet<string> = new Set(["blocked", "dismissed", "not_allowed_here", "insecure"]);

/** Chosen devices by id; empty means the browser's choice. */
export interface DeviceChoice {
  cameraId: string;
  microphoneId: string;
}

/** `lost`: was on and is trying to come back by itself; `refused`: needs the examinee, `problem` says how. */
export interface CameraState {
  kind: "off" | "asking" | "on" | "lost" | "refused";
  stream: MediaStream | null;
  problem: DeviceProblem | null;
}

/** The browser's side of it; tests give a fake. */
export interface DevicePorts {
  open(constraints: MediaStreamConstraints): Promise<MediaStream>;
  devices(): Promise<MediaDeviceInfo[]>;
  onDeviceChange(listener: () => void): () => void;
  context(wanted: Wanted): Promise<DeviceContext>;
}

export const OFF: CameraState = { kind: "off", stream: null, problem: null };

export class Camera {
  private current = OFF;
  private wanted: Wanted = { camera: true, microphone: true };
  private choice: DeviceChoice = { cameraId: "", microphoneId: "" };
  private readonly listeners = new Set<() => void>();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;
  private unfollow: () => void = () => undefined;

  constructor(private readonly ports: DevicePorts) {
    ports.onDeviceChange(() => {
      if (this.current.kind === "lost") void this.recover();
    });
  }

  get state(): CameraState {
    return this.current;
  }

  /** The live picture's track, for the camera_lost sensor. */
  get videoTrack(): MediaStreamTrack | null {
    return this.current.stream?.getVideoTracks()[0] ?? null;
  }

  /** The microphone's track, for its sensors. */
  get audioTrack(): MediaStreamTrack | null {
    return this.current.stream?.getAudioTracks()[0] ?? null;
  }

  /** Call `listener` on every change of `state`; returns the function that ends it. */
  onTrack(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The devices that can be chosen; names are empty until the first permission. */
  devices(): Promise<MediaDeviceInfo[]> {
    return this.ports.devices();
  }

  /** Open what is wanted. The outcome is in `state`; this never rejects. */
  async open(wanted: Wanted, choice: DeviceChoice = this.choice): Promise<void> {
    this.wanted = wanted;
    this.choice = choice;
    const turn = ++this.turn;
    clearTimeout(this.retry);
    if (this.current.stream === null) this.to({ kind: "asking", stream: null, problem: null });
    else release(this.current.stream); // some systems open a camera only once
    await this.attempt(turn, (problem) => this.to({ kind: "refused", stream: null, problem }));
  }

  /** Switch everything off. */
  close(): void {
    this.turn += 1;
    clearTimeout(this.retry);
    this.unfollow();
    if (this.current.stream !== null) release(this.current.stream);
    this.to(OFF);
  }

  private async attempt(turn: number, failed: (problem: DeviceProblem) => void): Promise<void> {
    try {
      const stream = await this.ports.open(constraints(this.wanted, this.choice));
      if (turn !== this.turn) {
        release(stream);
        return;
      }
      this.unfollow();
      if (this.current.stream !== null) release(this.current.stream);
      this.unfollow = this.follow(stream);
      this.to({ kind: "on", stream, problem: null });
    } catch (error) {
      const problem = explain(error, this.wanted, await this.ports.context(this.wanted));
      if (turn !== this.turn) return;
      if (problem.code === "unsuitable") this.choice = { cameraId: "", microphoneId: "" };
      failed(problem);
    }
  }

  private async recover(): Promise<void> {
    clearTimeout(this.retry);
    const turn = ++this.turn;
    const { stream } = this.current;
    await this.attempt(turn, (problem) => {
      // Asking again and again would open one question after the other: that needs a press.
      if (NEEDS_PRESS.has(problem.code)) {
        this.to({ kind: "refused", stream: null, problem });
      } else {
        this.to({ kind: "lost", stream, problem });
        this.retry = setTimeout(() => void this.recover(), RETRY_MS);
      }
    });
  }

  /** Notice when a track ends, or gives nothing for four seconds. */
  private follow(stream: MediaStream): () => void {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    const lost = (): void => {
      if (this.current.stream !== stream || this.current.kind !== "on") return;
      this.to({ kind: "lost", stream, problem: null });
      void this.recover();
    };
    const undo = stream.getTracks().map((track) => {
      const muted = (): void => {
        timers.add(setTimeout(() => track.muted && track.kind === "video" && lost(), SILENT_MS));
      };
      track.addEventListener("ended", lost);
      track.addEventListener("mute", muted);
      if (track.muted) muted();
      return () => {
        track.removeEventListener("ended", lost);
        track.removeEventListener("mute", muted);
      };
    });
    return () => {
      for (const timer of timers) clearTimeout(timer);
      for (const step of undo) step();
    };
  }

  private to(state: CameraState): void {
    this.current = state;
    for (const listener of this.listeners) listener();
  }
}

function release(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** What to ask the browser for: 640 × 480 at 15 pictures a second is what the media plane is made for. */
export function constraints(wanted: Wanted, choice: DeviceChoice): MediaStreamConstraints {
  const video: MediaTrackConstraints = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 15, max: 30 } };
  const audio: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, channelCount: { ideal: 1 } };
  if (choice.cameraId !== "") video.deviceId = { exact: choice.cameraId };
  if (choice.microphoneId !== "") audio.deviceId = { exact: choice.microphoneId };
  return { video: wanted.camera && video, audio: wanted.microphone && audio };
}

/** The real devices of this browser. */
export function browserDevices(): DevicePorts {
  const media = mediaOf(navigator);
  return {
    open: (wanted) => media?.getUserMedia(wanted) ?? Promise.reject(new Error("There is no camera in an insecure page.")),
    devices: () => media?.enumerateDevices() ?? Promise.resolve([]),
    onDeviceChange(listener) {
      media?.addEventListener("devicechange", listener);
      return () => media?.removeEventListener("devicechange", listener);
    },
    context: async (wanted) => ({
      secure: window.isSecureContext,
      delegated: (!wanted.camera || delegated("camera")) && (!wanted.microphone || delegated("microphone")),
      permission: await permission(wanted),
    }),
  };
}

/** Absent where the page is insecure, whatever the types say. */
function mediaOf(from: { readonly mediaDevices?: MediaDevices }): MediaDevices | undefined {
  return from.mediaDevices;
}

async function permission(wanted: Wanted): Promise<PermissionState | "unknown"> {
  const names = [wanted.camera ? "camera" : "", wanted.microphone ? "microphone" : ""].filter((name) => name !== "");
  try {
    const states = await Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
    );
    return states.includes("denied") ? "denied" : states.includes("prompt") ? "prompt" : "granted";
  } catch {
    return "unknown"; // Firefox below 132 knows no "camera" permission
  }
}
