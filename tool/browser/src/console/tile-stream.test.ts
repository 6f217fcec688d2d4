import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { parseMessage, streamTiles, type Picture } from "./tile-stream";

function message(header: unknown, jpeg = [1, 2, 3]): ArrayBuffer {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + jpeg.length);
  new DataView(bytes.buffer).setUint32(0, text.length);
  bytes.set(text, 4);
  bytes.set(jpeg, 4 + text.length);
  return bytes.buffer;
}

const HEADER = { attempt_id: "a1", captured_at: 12.5 };

it("reads header and picture", async () => {
  const picture = parseMessage(message(HEADER)) as Picture;
  expect(picture).toMatchObject({ attemptId: "a1", capturedAt: 12.5 });
  expect(new Uint8Array(await picture.jpeg.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
});

it.each([
  ["nothing", new ArrayBuffer(0)],
  ["a length past the end", new Uint8Array([255, 255, 255, 255, 1]).buffer],
  ["a header that is not JSON", message("{")],
  ["a header without an attempt", message({ captured_at: 1 })],
])("drops %s", (_what, data) => {
  expect(parseMessage(data)).toBeNull();
});

/** A WebSocket that a test drives. */
class FakeWebSocket {
  sent: string[] = [];
  closed = false;
  binaryType = "";
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.closed = true;
    this.onclose?.();
  }
}

let sockets: FakeWebSocket[];
let pictures: Picture[];
let sounds: number[];
let broken: number;
let stop: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  sockets = [];
  pictures = [];
  sounds = [];
  broken = 0;
  let grants = 0;
  stop = streamTiles({
    grant: () => Promise.resolve({ token: `t${++grants}`, whep_urls: {}, tiles_url: "ws://m/tiles", expires_at: 0 }),
    onPicture: (picture) => pictures.push(picture),
    onSound: ({ loudness }) => sounds.push(loudness),
    onBroken: () => (broken += 1),
    open: () => {
      sockets.push(new FakeWebSocket());
      return sockets.at(-1) as unknown as WebSocket;
    },
  });
  await vi.advanceTimersByTimeAsync(0);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

it("shows its token first, then hands on pictures", () => {
  sockets[0]?.onopen?.();
  expect(sockets[0]?.sent).toEqual(['{"token":"t1"}']);
  sockets[0]?.onmessage?.({ data: message(HEADER) });
  sockets[0]?.onmessage?.({ data: "text" });
  expect(pictures.map((picture) => picture.attemptId)).toEqual(["a1"]);
});

it("hands on how loud it is, which is no picture", () => {
  sockets[0]?.onopen?.();
  sockets[0]?.onmessage?.({ data: message({ ...HEADER, loudness: 40 }, []) });
  expect(sounds).toEqual([40]);
  expect(pictures).toEqual([]);
});

it("comes back with a new grant after a break, and says that it broke", async () => {
  sockets[0]?.onopen?.();
  sockets[0]?.onclose?.();
  expect(broken).toBe(1);
  await vi.advanceTimersByTimeAsync(1000);
  sockets[1]?.onopen?.();
  expect(sockets[1]?.sent).toEqual(['{"token":"t2"}']);
});

it("does not call a connection broken that never opened", () => {
  sockets[0]?.onclose?.();
  expect(broken).toBe(0);
});

it("stays closed once stopped", async () => {
  stop();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sockets).toHaveLength(1);
  expect(broken).toBe(0);
});
