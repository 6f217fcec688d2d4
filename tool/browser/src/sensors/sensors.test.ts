import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CameraLostSensor } from "./camera-lost.sensor";
import { FakeDocument, FakeFullscreen, FakeScreen, FakeShell, FakeSource, FakeTrack, Notes } from "./fakes";
import { FullscreenLeftSensor } from "./fullscreen-left.sensor";
import { ScreenShareStoppedSensor, SHARE_AGAIN_MS } from "./screen-share-stopped.sensor";
import { OUTLIVES_MS, TabHiddenSensor } from "./tab-hidden.sensor";
import { WindowBlurredSensor } from "./window-blurred.sensor";

const T0 = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

describe("TabHiddenSensor", () => {
  it("reports the level at the start and every change, once", () => {
    const document = new FakeDocument();
    const notes = new Notes();
    const sensor = new TabHiddenSensor(document, new FakeShell().shell);
    expect(sensor.level).toBeNull();
    sensor.start(notes.report);
    vi.advanceTimersByTime(3000);
    document.show(false);
    document.show(false);
    vi.advanceTimersByTime(1000);
    document.show(true);
    expect(notes.lines).toEqual([
      { signal: "tab_hidden", active: false, at: T0 },
      { signal: "tab_hidden", active: true, at: T0 + 3000 },
      { signal: "tab_hidden", active: false, at: T0 + 4000 },
    ]);
  });

  it("adds what only the shell sees", () => {
    const shell = new FakeShell();
    const notes = new Notes();
    new TabHiddenSensor(new FakeDocument(), shell.shell).start(notes.report);
    shell.signal("tab_hidden", true, T0);
    vi.advanceTimersByTime(OUTLIVES_MS);
    shell.signal("tab_hidden", false, T0);
    expect(notes.lines.map(({ active, at }) => [active, at])).toEqual([[false, T0], [true, T0], [false, T0 + OUTLIVES_MS]]);
  });

  it("takes a page that is left, which says so with its last breath, for no hidden tab", () => {
    const shell = new FakeShell();
    const notes = new Notes();
    const sensor = new TabHiddenSensor(new FakeDocument(), shell.shell);
    sensor.start(notes.report);
    shell.signal("tab_hidden", true, T0);
    sensor.stop(); // the panel goes with the page
    vi.advanceTimersByTime(60_000);
    expect([notes.levels, vi.getTimerCount()]).toEqual([[false], 0]);
  });

  it("takes its listeners off when stopped", () => {
    const document = new FakeDocument();
    const sensor = new TabHiddenSensor(document, new FakeShell().shell);
    sensor.start(new Notes().report);
    sensor.stop();
    expect(document.listening).toBe(0);
  });
});

describe("WindowBlurredSensor", () => {
  it("believes the shell, with the shell's time", () => {
    const shell = new FakeShell();
    const document = new FakeDocument();
    document.focused = false; // the examinee types in the quiz beside this frame
    const notes = new Notes();
    new WindowBlurredSensor(document, shell.shell, false, new FakeScreen()).start(notes.report);
    vi.advanceTimersByTime(5000);
    expect(notes.lines).toEqual([]);
    shell.signal("window_blurred", false, T0 + 10);
    shell.signal("window_blurred", true, T0 + 4000);
    expect(notes.lines).toEqual([
      { signal: "window_blurred", active: false, at: T0 + 10 },
      { signal: "window_blurred", active: true, at: T0 + 4000 },
    ]);
  });

  it("takes the level that the shell told before the start", () => {
    const shell = new FakeShell();
    shell.signal("window_blurred", true, T0 - 500);
    const notes = new Notes();
    new WindowBlurredSensor(new FakeDocument(), shell.shell, false, new FakeScreen()).start(notes.report);
    expect(notes.lines).toEqual([{ signal: "window_blurred", active: true, at: T0 - 500 }]);
  });

  it("takes the browser's own question for no other window, but what follows it", () => {
    const shell = new FakeShell();
    const screen = new FakeScreen();
    const notes = new Notes();
    new WindowBlurredSensor(new FakeDocument(), shell.shell, false, screen).start(notes.report);
    shell.signal("window_blurred", false, T0);
    screen.ask(true);
    shell.signal("window_blurred", true, T0 + 100);
    vi.advanceTimersByTime(9000);
    expect(notes.levels).toEqual([false]);
    screen.ask(false);
    expect(notes.lines[1]).toEqual({ signal: "window_blurred", active: true, at: T0 + 9000 });
    shell.signal("window_blurred", false, T0 + 9100);
    expect(notes.levels).toEqual([false, true, false]);
  });

  it("asks the own document at top level", () => {
    const document = new FakeDocument();
    const notes = new Notes();
    const sensor = new WindowBlurredSensor(document, new FakeShell().shell, true, new FakeScreen());
    sensor.start(notes.report);
    document.focused = false;
    vi.advanceTimersByTime(600);
    document.focused = true;
    vi.advanceTimersByTime(600);
    expect(notes.levels).toEqual([false, true, false]);
    sensor.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("FullscreenLeftSensor", () => {
  it("without a shell, tells of leaving only after entering", () => {
    const view = new FakeFullscreen();
    const notes = new Notes();
    new FullscreenLeftSensor(view, new FakeShell().shell, true).start(notes.report);
    view.become(false);
    expect(notes.levels).toEqual([]);
    view.become(true);
    view.become(false);
    expect(notes.levels).toEqual([false, true]);
  });

  it("measures nothing by itself in a frame: the page around it may leave full screen for good reasons", () => {
    const view = new FakeFullscreen();
    const notes = new Notes();
    new FullscreenLeftSensor(view, new FakeShell().shell, false).start(notes.report);
    view.become(true);
    view.become(false);
    expect(notes.levels).toEqual([]);
  });

  it("believes the shell over its own view", () => {
    const view = new FakeFullscreen();
    const shell = new FakeShell();
    const notes = new Notes();
    new FullscreenLeftSensor(view, shell.shell, true).start(notes.report);
    shell.signal("fullscreen_left", true, T0);
    view.become(true);
    expect(notes.levels).toEqual([true]);
  });
});

describe("CameraLostSensor", () => {
  function running(): { source: FakeSource; track: FakeTrack; notes: Notes; sensor: CameraLostSensor } {
    const source = new FakeSource();
    const track = new FakeTrack();
    source.videoTrack = track;
    const notes = new Notes();
    const sensor = new CameraLostSensor(source);
    sensor.start(notes.report);
    return { source, track, notes, sensor };
  }

  it("reports an ended track at once and the new one after it", () => {
    const { source, track, notes } = running();
    vi.advanceTimersByTime(500);
    track.end();
    vi.advanceTimersByTime(2000);
    source.give(new FakeTrack());
    expect(notes.lines).toEqual([
      { signal: "camera_lost", active: false, at: T0 },
      { signal: "camera_lost", active: true, at: T0 + 500 },
      { signal: "camera_lost", active: false, at: T0 + 2500 },
    ]);
  });

  it("lets a silence of less than a second pass, and dates a longer one from its beginning", () => {
    const { track, notes } = running();
    track.mute(true);
    vi.advanceTimersByTime(900);
    track.mute(false);
    vi.advanceTimersByTime(2000);
    expect(notes.levels).toEqual([false]);
    track.mute(true);
    vi.advanceTimersByTime(1100);
    expect(notes.lines[1]).toEqual({ signal: "camera_lost", active: true, at: T0 + 2900 });
    track.mute(false);
    expect(notes.levels).toEqual([false, true, false]);
  });

  it("counts no camera at all as lost", () => {
    const { source, notes } = running();
    source.give(null);
    expect(notes.levels).toEqual([false, true]);
  });

  it("leaves nothing behind when stopped", () => {
    const { source, track, sensor } = running();
    track.mute(true);
    sensor.stop();
    expect(track.listening + source.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("ScreenShareStoppedSensor", () => {
  function running(track: FakeTrack | null): { source: FakeSource; notes: Notes; sensor: ScreenShareStoppedSensor } {
    const source = new FakeSource();
    source.videoTrack = track;
    const notes = new Notes();
    const sensor = new ScreenShareStoppedSensor(source);
    sensor.start(notes.report);
    return { source, notes, sensor };
  }

  it("reports the end of a share at once, and the next share", () => {
    const track = new FakeTrack();
    const { source, notes } = running(track);
    vi.advanceTimersByTime(500);
    track.end();
    source.give(null); // the screen lets go of it
    vi.advanceTimersByTime(2000);
    source.give(new FakeTrack());
    expect(notes.lines).toEqual([
      { signal: "screen_share_stopped", active: false, at: T0 },
      { signal: "screen_share_stopped", active: true, at: T0 + 500 },
      { signal: "screen_share_stopped", active: false, at: T0 + 2500 },
    ]);
  });

  it("gives time to press after the page was loaded, however often the picker is closed", () => {
    const { source, notes } = running(null);
    vi.advanceTimersByTime(SHARE_AGAIN_MS - 5000);
    source.give(null);
    vi.advanceTimersByTime(4000);
    expect(notes.lines).toEqual([]);
    source.give(new FakeTrack());
    vi.advanceTimersByTime(SHARE_AGAIN_MS);
    expect(notes.levels).toEqual([false]);
  });

  it("dates a share that was never begun anew from the start", () => {
    const { source, notes } = running(null);
    vi.advanceTimersByTime(SHARE_AGAIN_MS - 5000);
    source.give(null);
    vi.advanceTimersByTime(5000);
    expect(notes.lines).toEqual([{ signal: "screen_share_stopped", active: true, at: T0 }]);
  });

  it("leaves nothing behind when stopped", () => {
    const { source, sensor } = running(null);
    sensor.stop();
    expect(source.listening).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});
