import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { backOff, retryAfterMs, watch, type WatchOptions, type WatchStatus } from "./whep";

it("waits longer after every failure, up to a limit", () => {
  const waits = [0, 1, 2, 3, 4, 50].map(backOff);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits[0]).toBeLessThan(500);
  expect(waits.at(-1)).toBeLessThanOrEqual(1000);
});

it("obeys Retry-After within reason", () => {
  expect(retryAfterMs("1")).toBe(1000);
  expect(retryAfterMs("0")).toBe(500);
  expect(retryAfterMs("3600")).toBe(10_000);
  expect(retryAfterMs(null)).toBe(2000);
  expect(retryAfterMs("Wed, 21 Oct 2026 07:28:00 GMT")).toBe(2000);
});

/** A browser's connection as far as watching needs it; `received` is what has come in. */
class FakeConnection {
  static all: FakeConnection[] = [];
  kinds: string[] = [];
  received = 0;
  signalingState = "stable";
  iceGatheringState = "complete";
  localDescription = { sdp: "offer" };
  constructor() {
    FakeConnection.all.push(this);
  }
  addTransceiver = (kind: string): void => void this.kinds.push(kind);
  setLocalDescription = (): Promise<void> => Promise.resolve();
  setRemoteDescription = (): Promise<void> => Promise.resolve();
  getStats = (): Promise<Map<string, unknown>> =>
    Promise.resolve(new Map([["v", { type: "inbound-rtp", bytesReceived: this.received }]]));
  close(): void {
    this.signalingState = "closed";
  }
}

describe("watch", () => {
  let requests: { url: string; method: string; token: string }[];
  let statuses: WatchStatus["step"][];
  let status: number;

  beforeEach(() => {
    vi.useFakeTimers();
    FakeConnection.all = [];
    requests = [];
    statuses = [];
    status = 201;
    vi.stubGlobal("RTCPeerConnection", FakeConnection);
    vi.stubGlobal("MediaStream", EventTarget);
    vi.stubGlobal("fetch", (url: string, { method, headers }: { method: string; headers: Record<string, string> }) => {
      requests.push({ url, method, token: headers["Authorization"] ?? "" });
      return Promise.resolve(new Response("answer", { status, headers: { Location: "/session/1" } }));
    });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  function watching(parts: Partial<WatchOptions> = {}) {
    return watch({
      target: () => Promise.resolve({ url: "http://m/whep/screen/a1", token: "t1" }),
      kinds: ["video"],
      silenceLimitS: 8,
      onStream: () => undefined,
      onStatus: ({ step }) => statuses.push(step),
      ...parts,
    });
  }

  it("asks the address that it is given for the kinds that it is given, and says goodbye", async () => {
    const watched = watching();
    await vi.advanceTimersByTimeAsync(10);
    watched.close();
    expect(FakeConnection.all[0]?.kinds).toEqual(["video"]);
    expect(requests).toEqual([
      { url: "http://m/whep/screen/a1", method: "POST", token: "Bearer t1" },
      { url: "http://m/session/1", method: "DELETE", token: "Bearer t1" },
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets a still screen be still for as long as was said, then connects anew", async () => {
    const watched = watching();
    await vi.advanceTimersByTimeAsync(10);
    const [first] = FakeConnection.all;
    if (first !== undefined) first.received = 100;
    await vi.advanceTimersByTimeAsync(8000);
    expect(statuses).toEqual(["connecting", "live"]);
    await vi.advanceTimersByTimeAsync(1500);
    expect(statuses.at(2)).toBe("retrying");
    expect(FakeConnection.all).toHaveLength(2);
    watched.close();
  });

  it("waits where nothing is sent, and tries at once when told to hurry", async () => {
    status = 404;
    const watched = watching();
    await vi.advanceTimersByTimeAsync(10);
    expect(statuses).toEqual(["connecting", "no_stream"]);
    status = 201;
    watched.hurry();
    await vi.advanceTimersByTimeAsync(10);
    expect(requests.filter(({ method }) => method === "POST")).toHaveLength(2);
    watched.close();
  });
});
