import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeTrack } from "../../sensors/fakes";
import { Camera, constraints, type DevicePorts } from "./camera";

const BOTH = { camera: true, microphone: true };

class Track extends FakeTrack {
  constructor(readonly kind: "audio" | "video") {
    super();
  }
  stop(): void {
    this.readyState = "ended"; // as in browsers: without an event
  }
}

class Stream {
  readonly tracks = [new Track("audio"), new Track("video")];
  getTracks = (): Track[] => this.tracks;
  getVideoTracks = (): Track[] => this.tracks.filter((track) => track.kind === "video");
  getAudioTracks = (): Track[] => this.tracks.filter((track) => track.kind === "audio");
  get video(): Track {
    return this.tracks[1] as Track;
  }
}

/** A computer with one camera that the test plugs and unplugs. */
class Computer implements DevicePorts {
  readonly streams: Stream[] = [];
  readonly asked: MediaStreamConstraints[] = [];
  trouble: Error | null = null;
  changed: () => void = () => undefined;
  open = (wanted: MediaStreamConstraints): Promise<MediaStream> => {
    this.asked.push(wanted);
    if (this.trouble !== null) return Promise.reject(this.trouble);
    const stream = new Stream();
    this.streams.push(stream);
    return Promise.resolve(stream as unknown as MediaStream);
  };
  devices = (): Promise<MediaDeviceInfo[]> => Promise.resolve([]);
  onDeviceChange = (listener: () => void): (() => void) => {
    this.changed = listener;
    return () => undefined;
  };
  context = (): Promise<{ secure: boolean; delegated: boolean; permission: "denied" }> =>
    Promise.resolve({ secure: true, delegated: true, permission: "denied" });
  get last(): Stream {
    return this.streams.at(-1) as Stream;
  }
}

function named(name: string): Error {
  return Object.assign(new Error(""), { name });
}

async function on(): Promise<{ computer: Computer; camera: Camera; kinds: string[] }> {
  const computer = new Computer();
  const camera = new Camera(computer);
  const kinds: string[] = [];
  camera.onTrack(() => kinds.push(camera.state.kind));
  await camera.open(BOTH);
  expect(kinds).toEqual(["asking", "on"]);
  return { computer, camera, kinds };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("Camera", () => {
  it("gives the tracks of what runs, and none when it is off", async () => {
    const { computer, camera } = await on();
    expect([camera.videoTrack, camera.audioTrack]).toEqual([computer.last.tracks[1], computer.last.tracks[0]]);
    camera.close();
    expect([camera.videoTrack, camera.audioTrack]).toEqual([null, null]);
  });

  it("says what is wrong when it cannot be opened", async () => {
    const computer = new Computer();
    computer.trouble = named("NotFoundError");
    const camera = new Camera(computer);
    await camera.open(BOTH);
    expect(camera.state).toMatchObject({ kind: "refused", stream: null, problem: { code: "not_found" } });
  });

  it("comes back by itself after it was unplugged", async () => {
    const { computer, camera, kinds } = await on();
    computer.trouble = named("NotFoundError");
    computer.last.video.end();
    await vi.advanceTimersByTimeAsync(3000);
    expect(camera.state.kind).toBe("lost");
    computer.trouble = null;
    computer.changed();
    await vi.advanceTimersByTimeAsync(0);
    expect(camera.state.kind).toBe("on");
    expect(kinds.at(-1)).toBe("on");
    expect(camera.videoTrack).toBe(computer.last.video);
  });

  it("needs a press when the permission was withdrawn, instead of asking again and again", async () => {
    const { computer, camera } = await on();
    computer.trouble = named("NotAllowedError");
    computer.last.video.end();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(camera.state).toMatchObject({ kind: "refused", problem: { code: "blocked" } });
    expect(computer.asked).toHaveLength(2);
  });

  it("opens the camera anew when it is silent for four seconds, and stops the old tracks", async () => {
    const { computer, camera } = await on();
    const [first] = computer.streams;
    first?.video.mute(true);
    await vi.advanceTimersByTimeAsync(3900);
    expect(computer.streams).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(computer.streams).toHaveLength(2);
    expect(first?.tracks.map((track) => track.readyState)).toEqual(["ended", "ended"]);
    expect(camera.state.kind).toBe("on");
  });

  it("falls back to the preferred devices when a chosen one is gone", async () => {
    const { computer, camera } = await on();
    computer.trouble = named("OverconstrainedError");
    await camera.open(BOTH, { cameraId: "c9", microphoneId: "" });
    expect(camera.state).toMatchObject({ kind: "refused", problem: { code: "unsuitable" } });
    computer.trouble = null;
    await camera.open(BOTH);
    expect(computer.asked.at(-1)).toEqual(constraints(BOTH, { cameraId: "", microphoneId: "" }));
  });

  it("stops every track on close and ignores a late answer", async () => {
    const { computer, camera } = await on();
    const opening = camera.open(BOTH);
    camera.close();
    await opening;
    expect(camera.state.kind).toBe("off");
    expect(computer.streams.flatMap((stream) => stream.tracks).every((track) => track.readyState === "ended")).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("constraints", () => {
  it("asks for what the policy wants and the chosen device", () => {
    const wanted = constraints({ camera: true, microphone: false }, { cameraId: "c1", microphoneId: "m1" });
    expect(wanted.audio).toBe(false);
    expect(wanted.video).toMatchObject({ width: { ideal: 640 }, height: { ideal: 480 }, deviceId: { exact: "c1" } });
  });
});
