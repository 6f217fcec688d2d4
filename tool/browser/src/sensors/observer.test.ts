import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { BrowserSignal } from "../shared/registry.gen";
import type { ObserveBody, Observed, SensorReading } from "../shared/wire.gen";
import { type FakeDocument, type FakeWindow, fakeSurroundings } from "./fakes";
import { Observer } from "./observer";
import { ReadingBuffer } from "./readings";
import { LevelSensor, type SensorKind } from "./sensor";

class ScriptedSensor extends LevelSensor {
  stopped = 0;
  constructor(readonly signal: BrowserSignal = "tab_hidden") {
    super();
  }
  say(active: boolean): void {
    this.set(active);
  }
  protected watch(): void {
    this.undo(() => (this.stopped += 1));
    this.set(false);
  }
}

function kindOf(sensor: ScriptedSensor): SensorKind {
  return { signal: sensor.signal, make: () => sensor };
}

/** Takes batches, or does not, as the test says. */
class FakeWeb {
  readonly taken: SensorReading[] = [];
  broken = false;
  tries = 0;
  /** Of each sign of life, whether the tab was hidden. */
  readonly beats: (boolean | undefined)[] = [];
  send = (body: ObserveBody): Promise<Observed> => {
    if (body.items.length === 0) this.beats.push(body.hidden);
    else this.tries += 1;
    if (this.broken) return Promise.reject(new Error("timeout"));
    this.taken.push(...body.items);
    return Promise.resolve({ ids: body.items.map((item) => item.id) });
  };
}

function made(buffer = new ReadingBuffer()): { web: FakeWeb; around: ReturnType<typeof fakeSurroundings>; sensor: ScriptedSensor; observer: Observer; buffer: ReadingBuffer } {
  const web = new FakeWeb();
  const sensor = new ScriptedSensor();
  let last = 0;
  const around = fakeSurroundings();
  const ports = { send: (body: ObserveBody) => web.send(body), newId: () => `r${++last}`, serverTime: (ms: number) => ms / 1000 + 60 };
  return { web, sensor, buffer, around, observer: new Observer(around, ports, buffer) };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("Observer", () => {
  it("sends a change at once, in Unix seconds of the server's clock", async () => {
    const { web, observer, sensor } = made();
    observer.connected();
    observer.follow([kindOf(sensor)]);
    sensor.say(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken).toEqual([
      { id: "r2", signal: "tab_hidden", active: false, at: 1060, seq: 1 },
      { id: "r3", signal: "tab_hidden", active: true, at: 1060, seq: 2 },
    ]);
  });

  it("keeps readings while offline and sends them in order, then the present level", async () => {
    const { web, observer, sensor } = made();
    observer.follow([kindOf(sensor)]);
    sensor.say(true);
    await vi.advanceTimersByTimeAsync(5000);
    expect(web.tries).toBe(0);
    observer.connected();
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken.map((item) => item.active)).toEqual([false, true, true]);
    expect(web.taken.map((item) => item.at)).toEqual([1060, 1060, 1065]);
  });

  it("sends again with the same id until acknowledged", async () => {
    const { web, observer, sensor, buffer } = made();
    web.broken = true;
    observer.connected();
    observer.follow([kindOf(sensor)]);
    await vi.advanceTimersByTimeAsync(4500);
    expect(web.tries).toBe(3);
    expect(buffer.pending.map((item) => item.id)).toEqual(["r2"]);
    web.broken = false;
    await vi.advanceTimersByTimeAsync(2000);
    expect(web.taken.map((item) => item.id)).toEqual(["r2"]);
    expect(buffer.pending).toEqual([]);
  });

  it("waits before the next try when web acknowledges nothing of what was sent", async () => {
    const { web, observer, sensor } = made();
    web.send = ({ items }) => Promise.resolve({ ids: items.length === 0 ? [] : [`other${++web.tries}`] });
    observer.connected();
    observer.follow([kindOf(sensor)]);
    await vi.advanceTimersByTimeAsync(4500);
    expect(web.tries).toBe(3);
  });

  it("does nothing more after stop", async () => {
    const { web, observer, sensor } = made();
    web.broken = true;
    observer.connected();
    observer.follow([kindOf(sensor)]);
    observer.stop();
    sensor.say(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(web.tries).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("signs of life", () => {
  it("come every ten seconds while connected, whether web takes them or not", async () => {
    const { web, observer } = made();
    observer.connected();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(web.beats).toEqual([false, false, false, false]);
    web.broken = true;
    await vi.advanceTimersByTimeAsync(10_000);
    observer.disconnected();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(web.beats).toHaveLength(5);
    observer.connected();
    observer.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(web.beats).toHaveLength(6);
  });

  it("say at once that the tab is hidden, since timers are slowed down there", () => {
    const { web, observer, around } = made();
    observer.connected();
    (around.document as unknown as FakeDocument).show(false);
    expect(web.beats).toEqual([false, true]);
  });
});

describe("the count of readings", () => {
  it("goes with every message: each reading's number, the newest, what there was no room for, and whose count it is", async () => {
    const { web, observer, sensor } = made(new ReadingBuffer(2));
    const said: ObserveBody[] = [];
    const { send } = web;
    web.send = (body) => {
      said.push(body);
      return send(body);
    };
    observer.follow([kindOf(sensor)]);
    sensor.say(true);
    sensor.say(false);
    observer.connected();
    await vi.advanceTimersByTimeAsync(0);
    const [first] = said;
    expect(first?.items.map((item) => item.seq)).toEqual([3, 4]);
    expect(said.map(({ run, made, dropped }) => [run, made, dropped])).toEqual([["r1", 4, 2], ["r1", 4, 2]]);
  });

  it("stays the same when a reading is sent again", async () => {
    const { web, observer, sensor } = made();
    const numbers: (number | undefined)[] = [];
    const { send } = web;
    web.send = (body) => {
      numbers.push(...body.items.map((item) => item.seq));
      return send(body);
    };
    web.broken = true;
    observer.connected();
    observer.follow([kindOf(sensor)]);
    await vi.advanceTimersByTimeAsync(2500);
    expect(numbers).toEqual([1, 1]);
  });
});

describe("what is measured", () => {
  it("follows the exam's rules while it runs: what goes on is not begun anew", async () => {
    const { web, observer, sensor } = made();
    const other = new ScriptedSensor("clipboard_used");
    observer.connected();
    observer.follow([kindOf(sensor)]);
    observer.follow([kindOf(sensor), kindOf(other)]);
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken.map((item) => item.signal)).toEqual(["tab_hidden", "clipboard_used"]);
    observer.follow([kindOf(other)]);
    sensor.say(true);
    other.say(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken.slice(2).map((item) => [item.signal, item.active])).toEqual([["clipboard_used", true]]);
    expect([sensor.stopped, other.stopped]).toEqual([1, 0]);
  });

  it("believes nothing of a page that is being left but that it is, until it is there again", async () => {
    const { web, around, observer, sensor } = made();
    const page = new ScriptedSensor("page_left");
    observer.connected();
    observer.follow([kindOf(sensor), kindOf(page)]);
    await vi.advanceTimersByTimeAsync(0);
    const window = around.window as unknown as FakeWindow;
    const beats = web.beats.length;
    window.emit("pagehide");
    (around.document as unknown as FakeDocument).show(false); // as browsers say of a page that they take down
    sensor.say(true);
    page.say(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken.slice(2).map((item) => [item.signal, item.active])).toEqual([["page_left", true]]);
    expect(web.beats).toHaveLength(beats);
    window.emit("pageshow");
    sensor.say(false);
    sensor.say(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(web.taken.slice(3).map((item) => [item.signal, item.active])).toEqual([["tab_hidden", false], ["tab_hidden", true]]);
    observer.stop();
    expect(window.listening).toBe(0);
  });

  it("is nothing any more after the end", () => {
    const { observer, sensor } = made();
    observer.stop();
    observer.follow([kindOf(sensor)]);
    expect(sensor.level).toBeNull();
  });
});

describe("ReadingBuffer", () => {
  const reading = (id: string): SensorReading => ({ id, signal: "tab_hidden", active: true, at: 1, seq: 1 });

  it("drops the oldest when full and counts it", () => {
    const buffer = new ReadingBuffer(2);
    for (const id of ["a", "b", "c"]) buffer.add(reading(id));
    expect(buffer.pending.map((item) => item.id)).toEqual(["b", "c"]);
    expect(buffer.dropped).toBe(1);
  });

  it("forgets only what was acknowledged", () => {
    const buffer = new ReadingBuffer();
    for (const id of ["a", "b", "c"]) buffer.add(reading(id));
    buffer.acknowledge(["b", "x"]);
    expect(buffer.pending.map((item) => item.id)).toEqual(["a", "c"]);
  });
});
