import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClockJumpSensor } from "./clock-jump.sensor";
import { ContextMenuSensor } from "./context-menu.sensor";
import { FakeDocument, FakeShell, FakeWindow, Notes } from "./fakes";
import { PageLeftSensor } from "./page-left.sensor";
import { PageZoomSensor } from "./page-zoom.sensor";
import { PanelOpenedSensor, SETTLED_MS } from "./panel-opened.sensor";
import { PrintScreenSensor } from "./print-screen.sensor";

const T0 = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

it("ContextMenuSensor tells of a menu in the panel and in the quiz, and is over after a second", () => {
  const document = new FakeDocument();
  const shell = new FakeShell();
  const notes = new Notes();
  const sensor = new ContextMenuSensor(document, shell.shell);
  sensor.start(notes.report);
  document.emit("contextmenu");
  vi.advanceTimersByTime(3000);
  shell.event("contextmenu", T0 + 2900);
  shell.event("copy", T0 + 2900);
  sensor.stop();
  expect(notes.lines.slice(1)).toEqual([
    { signal: "context_menu", active: true, at: T0 },
    { signal: "context_menu", active: false, at: T0 + 1000 },
    { signal: "context_menu", active: true, at: T0 + 2900 },
  ]);
  expect([document.listening, vi.getTimerCount()]).toEqual([0, 0]);
});

it("PrintScreenSensor tells of that key alone, here and in the quiz", () => {
  const document = new FakeDocument();
  const shell = new FakeShell();
  const notes = new Notes();
  const sensor = new PrintScreenSensor(document, shell.shell);
  sensor.start(notes.report);
  for (const key of ["p", "Enter", "PrintScreenX"]) document.emit("keyup", key);
  shell.event("keyup", T0);
  expect(notes.levels).toEqual([false]);
  document.emit("keyup", "PrintScreen");
  vi.advanceTimersByTime(1000);
  shell.event("printscreen", T0 + 990);
  expect(notes.levels).toEqual([false, true, false, true]);
  sensor.stop();
  expect([document.listening, vi.getTimerCount()]).toEqual([0, 0]);
});

it("PageLeftSensor tells of going and of coming back out of the browser's memory", () => {
  const window = new FakeWindow();
  const notes = new Notes();
  const sensor = new PageLeftSensor(window);
  sensor.start(notes.report);
  window.emit("pageshow"); // the first showing
  vi.advanceTimersByTime(100);
  window.emit("pagehide");
  vi.advanceTimersByTime(40_000);
  window.emit("pageshow");
  expect(notes.lines).toEqual([
    { signal: "page_left", active: false, at: T0 },
    { signal: "page_left", active: true, at: T0 + 100 },
    { signal: "page_left", active: false, at: T0 + 40_100 },
  ]);
  sensor.stop();
  expect(window.listening).toBe(0);
});

describe("ClockJumpSensor", () => {
  class FakeClocks {
    set = 0;
    wall = (): number => Date.now() + this.set;
    steady = (): number => Date.now() - T0;
  }

  function running(): { clocks: FakeClocks; notes: Notes; sensor: ClockJumpSensor } {
    const clocks = new FakeClocks();
    const notes = new Notes();
    const sensor = new ClockJumpSensor(clocks);
    sensor.start(notes.report);
    return { clocks, notes, sensor };
  }

  it.each([5000, -5000, 3_600_000])("tells once of a clock that is moved by %i ms", (by) => {
    const { clocks, notes } = running();
    clocks.set = by;
    vi.advanceTimersByTime(10_000);
    expect(notes.levels).toEqual([false, true, false]);
  });

  it("says nothing of one that is put right, little by little or by some seconds, nor of slow timers", () => {
    const { clocks, notes } = running();
    clocks.set = 4900;
    for (let second = 0; second < 100; second += 1) {
      clocks.set -= 100;
      vi.advanceTimersByTime(1000);
    }
    vi.setSystemTime(Date.now() + 60_000); // both clocks went on, and the tab's timers were slowed down
    vi.advanceTimersByTime(1000);
    expect(notes.levels).toEqual([false]);
  });

  it("leaves nothing behind when stopped", () => {
    const { clocks, sensor } = running();
    clocks.set = 9000;
    vi.advanceTimersByTime(1000);
    sensor.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("PageZoomSensor", () => {
  it("holds while the page is shrunk to half or less, and never for one that is made larger", () => {
    const window = new FakeWindow();
    const notes = new Notes();
    const sensor = new PageZoomSensor(window);
    sensor.start(notes.report);
    for (const ratio of [5, 3, 2, 0.67, 0.5, 0.25, 0.9]) window.zoom(ratio);
    expect(notes.levels).toEqual([false, true, false]);
    sensor.stop();
    expect(window.listening).toBe(0);
  });
});

describe("PanelOpenedSensor", () => {
  function running(topLevel = true): { window: FakeWindow; shell: FakeShell; notes: Notes; sensor: PanelOpenedSensor } {
    const window = new FakeWindow();
    const shell = new FakeShell();
    const notes = new Notes();
    const sensor = new PanelOpenedSensor(window, shell.shell, topLevel);
    sensor.start(notes.report);
    return { window, shell, notes, sensor };
  }
  const settle = (): void => void vi.advanceTimersByTime(SETTLED_MS);

  it.each([["beside", { innerWidth: 1000 }], ["below", { innerHeight: 500 }]])("tells of a panel that opens %s the page, and not of its closing", (_, smaller) => {
    const { window, notes } = running();
    window.resize(smaller);
    expect(notes.levels).toEqual([false]);
    settle();
    expect(notes.levels).toEqual([false, true]);
    vi.advanceTimersByTime(5000);
    window.resize({ innerWidth: 1400, innerHeight: 800 });
    settle();
    expect(notes.levels).toEqual([false, true, false]);
  });

  it("knows one that slides in", () => {
    const { window, notes } = running();
    for (let width = 1390; width >= 1000; width -= 10) {
      window.resize({ innerWidth: width });
      vi.advanceTimersByTime(16);
    }
    settle();
    expect(notes.levels).toEqual([false, true]);
  });

  it.each([
    ["a smaller window", { outerWidth: 900, innerWidth: 900 }],
    ["a page made larger", { devicePixelRatio: 2, innerWidth: 700, innerHeight: 400 }],
    ["a bar of the browser", { innerHeight: 680 }],
    ["the end of full screen", { outerHeight: 860, innerHeight: 500 }],
  ])("takes %s for no panel", (_, sizes) => {
    const { window, notes } = running();
    window.resize(sizes);
    settle();
    expect(notes.levels).toEqual([false]);
  });

  it("asks the shell in a frame, and leaves its own size alone there", () => {
    const { window, shell, notes, sensor } = running(false);
    window.resize({ innerWidth: 300 });
    settle();
    expect(notes.levels).toEqual([false]);
    shell.event("panelopened", T0 + 400);
    expect(notes.lines[1]).toEqual({ signal: "panel_opened", active: true, at: T0 + 400 });
    sensor.stop();
    expect([window.listening, vi.getTimerCount()]).toEqual([0, 0]);
  });
});
