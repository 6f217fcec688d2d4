import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Encoding, WhipNotConnected, WhipRefused, type WhipRequest } from "../../shared/whip";
import type { PublishView } from "../../shared/wire.gen";
import { RATES } from "./channels";
import type { FramesLink } from "./frames";
import { NodeProbes } from "./node-probe";
import {
  grantFor,
  type MediaState,
  type PublishGrant,
  Publisher,
  type PublishLink,
  type PublisherPorts,
  RETRY_WEBRTC_MS,
} from "./publisher";

/** A connected publish that lives until the test lets it die. */
class FakeLink implements PublishLink {
  pc = { connectionState: "connected" as RTCPeerConnectionState, iceConnectionState: "connected" as RTCIceConnectionState };
  encodings: Encoding[] = [];
  streams: MediaStream[] = [];
  kinds = ["audio", "video"];
  silent = false;
  closed = false;
  private received = 0;
  carries = (kind: string): boolean => this.kinds.includes(kind);
  inbound = (): Promise<number> => Promise.resolve(this.silent ? this.received : ++this.received);
  setEncoding = (encoding: Encoding): Promise<void> => Promise.resolve(void this.encodings.push(encoding));
  replaceTracks = (stream: MediaStream): Promise<void> => Promise.resolve(void this.streams.push(stream));
  close(): void {
    this.closed = true;
  }
}

class FakeFrames implements FramesLink {
  closed = false;
  streams: MediaStream[] = [];
  end: () => void = () => undefined;
  readonly ended = new Promise<void>((resolve) => (this.end = resolve));
  replace = (stream: MediaStream): void => void this.streams.push(stream);
  close(): void {
    this.closed = true;
    this.end();
  }
}

/** The world outside: a media node that answers as the test says. */
class World {
  readonly links: FakeLink[] = [];
  readonly requests: WhipRequest[] = [];
  readonly pictures: FakeFrames[] = [];
  readonly states: MediaState["kind"][] = [];
  grants = 0;
  bootId: string | null = "boot-1";
  trouble: () => Error | null = () => null;
  grantTrouble: Error | null = null;
  framesUrl: string | null = "ws://m/frames";

  readonly probes = new NodeProbes(() => () => this.answer());
  readonly publisher: Publisher;

  constructor(parts: Partial<PublisherPorts> = {}) {
    this.publisher = new Publisher({
      rates: RATES.camera,
      grant: () => this.grant(),
      publish: (request) => this.publish(request),
      frames: () => this.frames(),
      probe: (url, tell) => this.probes.follow(url, tell),
      onState: (state) => this.states.push(state.kind),
      ...parts,
    });
  }

  get last(): FakeLink {
    const link = this.links.at(-1);
    if (link === undefined) throw new Error("Nothing was published.");
    return link;
  }

  private grant(): Promise<PublishGrant> {
    this.grants += 1;
    if (this.grantTrouble !== null) return Promise.reject(this.grantTrouble);
    const expiresAt = Date.now() / 1000 + 300;
    return Promise.resolve({ token: `t${this.grants}`, whipUrl: "http://m/whip/a", framesUrl: this.framesUrl, expiresAt });
  }

  private publish(request: WhipRequest): Promise<PublishLink> {
    this.requests.push(request);
    const trouble = this.bootId === null ? new WhipRefused(0, "down") : this.trouble();
    if (trouble !== null) return Promise.reject(trouble);
    this.links.push(new FakeLink());
    return Promise.resolve(this.last);
  }

  private answer(): Promise<string> {
    return this.bootId === null ? Promise.reject(new TypeError("down")) : Promise.resolve(this.bootId);
  }

  private frames(): Promise<FramesLink> {
    const frames = new FakeFrames();
    this.pictures.push(frames);
    return Promise.resolve(frames);
  }
}

function stream(...kinds: string[]): MediaStream {
  return { getTracks: () => kinds.map((kind) => ({ kind })) } as unknown as MediaStream;
}

async function live(): Promise<World> {
  const world = new World();
  world.publisher.start(stream("audio", "video"));
  await vi.advanceTimersByTimeAsync(10);
  expect(world.states).toEqual(["connecting", "live"]);
  return world;
}

beforeEach(() => void vi.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("grantFor", () => {
  const view: PublishView = {
    token: "t",
    whip_urls: { camera: "http://m/whip/camera/a", screen: "http://m/whip/screen/a" },
    frames_urls: { camera: "ws://m/frames/camera" },
    expires_at: 9,
  };

  it("takes what is about the channel", () => {
    expect(grantFor("camera", view)).toEqual({
      token: "t",
      whipUrl: "http://m/whip/camera/a",
      framesUrl: "ws://m/frames/camera",
      expiresAt: 9,
    });
    expect(grantFor("screen", view).framesUrl).toBeNull();
  });

  it("refuses a channel that the exam does not ask for", () => {
    expect(() => grantFor("screen", { ...view, whip_urls: {} })).toThrow("screen");
  });
});

describe("Publisher", () => {
  it("publishes with the grant's token at the unwatched rate, then follows the watching", async () => {
    const world = await live();
    expect(world.requests[0]).toMatchObject({ url: "http://m/whip/a", token: "t1", encoding: RATES.camera.unwatched });
    world.publisher.setWatched(true);
    world.publisher.setWatched(false);
    expect(world.last.encodings).toEqual([RATES.camera.watched, RATES.camera.unwatched]);
  });

  it("publishes again with a new grant within 5 s of a restart that it saw", async () => {
    const world = await live();
    world.bootId = null;
    await vi.advanceTimersByTimeAsync(2500);
    expect(world.states.at(-1)).toBe("reconnecting");
    world.bootId = "boot-2";
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.states.at(-1)).toBe("live");
    expect(world.links).toHaveLength(2);
    expect(world.links[0]?.closed).toBe(true);
    expect(world.requests[1]?.token).toBe("t2");
  });

  it("is as fast after the fourth restart in a row as after the first", async () => {
    const world = await live();
    for (let boot = 2; boot < 6; boot++) {
      world.bootId = null;
      await vi.advanceTimersByTimeAsync(2000);
      world.bootId = `boot-${boot}`;
      await vi.advanceTimersByTimeAsync(300);
      expect(world.states.at(-1)).toBe("live");
      expect(world.links).toHaveLength(boot);
    }
  });

  it("goes back to live without a new publish when the same process answers again", async () => {
    const world = await live();
    world.bootId = null;
    await vi.advanceTimersByTimeAsync(2500);
    world.bootId = "boot-1";
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.states.slice(-2)).toEqual(["reconnecting", "live"]);
    expect(world.links).toHaveLength(1);
  });

  it.each<[string, (link: FakeLink) => void, number]>([
    ["failed", (link) => (link.pc.connectionState = "failed"), 1500],
    ["disconnected for more than 2 s", (link) => (link.pc.connectionState = "disconnected"), 4500],
    ["silent for 6 s", (link) => (link.silent = true), 9000],
  ])("publishes again when the connection is %s", async (_what, harm, within) => {
    const world = await live();
    harm(world.last);
    await vi.advanceTimersByTimeAsync(within);
    expect(world.links).toHaveLength(2);
    expect(world.states).toEqual(["connecting", "live", "reconnecting", "live"]);
  });

  it("lets a short cut pass", async () => {
    const world = await live();
    world.last.pc.connectionState = "disconnected";
    await vi.advanceTimersByTimeAsync(1500);
    world.last.pc.connectionState = "connected";
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.links).toHaveLength(1);
  });

  it("backs off while the node refuses, and tries at once when it is a new process", async () => {
    const world = new World();
    world.trouble = () => new WhipRefused(503, "full");
    world.publisher.start(stream("video"));
    await vi.advanceTimersByTimeAsync(4600);
    expect(world.requests).toHaveLength(5); // 0, 0.3, 0.9, 2.1, 4.5 s
    world.trouble = () => null;
    world.bootId = "boot-2";
    await vi.advanceTimersByTimeAsync(1600);
    expect(world.states.at(-1)).toBe("live");
  });

  it("uses the last grant while web is away, as long as it is good", async () => {
    const world = await live();
    world.grantTrouble = new Error("offline");
    world.last.pc.connectionState = "failed";
    await vi.advanceTimersByTimeAsync(2000);
    expect(world.requests.at(-1)?.token).toBe("t1");
    expect(world.states.at(-1)).toBe("live");
  });

  it("sends pictures when WebRTC fails to connect twice, and changes back when it works", async () => {
    const world = new World();
    world.trouble = () => new WhipNotConnected();
    world.publisher.start(stream("video"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.requests).toHaveLength(2);
    expect(world.states.at(-1)).toBe("frames");
    await vi.advanceTimersByTimeAsync(RETRY_WEBRTC_MS);
    expect(world.requests).toHaveLength(3);
    expect(world.pictures).toHaveLength(1);
    world.trouble = () => null;
    await vi.advanceTimersByTimeAsync(RETRY_WEBRTC_MS);
    expect(world.states.at(-1)).toBe("live");
    expect(world.pictures[0]?.closed).toBe(true);
  });

  it("opens the picture socket again when it breaks", async () => {
    const world = new World();
    world.trouble = () => new WhipNotConnected();
    world.publisher.start(stream("video"));
    await vi.advanceTimersByTimeAsync(1000);
    world.pictures[0]?.end();
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.pictures).toHaveLength(2);
    expect(world.states.at(-1)).toBe("frames");
  });

  it("keeps trying with WebRTC where there is no other way, at the rates that it was given", async () => {
    const world = new World({ rates: RATES.screen });
    world.framesUrl = null;
    world.trouble = () => new WhipNotConnected();
    world.publisher.start(stream("video"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.states).toEqual(["connecting", "reconnecting"]);
    world.trouble = () => null;
    await vi.advanceTimersByTimeAsync(5000);
    expect(world.states.at(-1)).toBe("live");
    expect(world.requests.at(-1)?.encoding).toEqual(RATES.screen.unwatched);
    world.publisher.setWatched(true);
    expect(world.last.encodings).toEqual([RATES.screen.watched]);
  });

  it("changes tracks without a new publish, unless a kind is new", async () => {
    const world = await live();
    const other = stream("audio", "video");
    world.publisher.start(other);
    await vi.advanceTimersByTimeAsync(10);
    expect(world.last.streams).toEqual([other]);
    expect(world.links).toHaveLength(1);
    world.last.kinds = ["video"];
    world.publisher.start(stream("audio", "video"));
    await vi.advanceTimersByTimeAsync(1000);
    expect(world.links).toHaveLength(2);
  });

  it("leaves nothing running after stop, and can start again", async () => {
    const world = await live();
    world.publisher.stop();
    await vi.advanceTimersByTimeAsync(10);
    expect(world.last.closed).toBe(true);
    expect(world.states.at(-1)).toBe("off");
    expect(vi.getTimerCount()).toBe(0);
    world.publisher.start(stream("video"));
    await vi.advanceTimersByTimeAsync(10);
    expect(world.states.at(-1)).toBe("live");
  });
});
