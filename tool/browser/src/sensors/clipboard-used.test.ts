import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ClipboardUsedSensor } from "./clipboard-used.sensor";
import { FakeDocument, FakeShell, Notes } from "./fakes";

const T0 = 1_700_000_000_000;

beforeEach(() => void vi.useFakeTimers({ now: T0 }));
afterEach(() => void vi.useRealTimers());

function running(): { document: FakeDocument; shell: FakeShell; notes: Notes; sensor: ClipboardUsedSensor } {
  const document = new FakeDocument();
  const shell = new FakeShell();
  const notes = new Notes();
  const sensor = new ClipboardUsedSensor(document, shell.shell);
  sensor.start(notes.report);
  return { document, shell, notes, sensor };
}

it.each(["copy", "cut", "paste"])("begins at a %s in the widget, and is over after a second of quiet", (event) => {
  const { document, notes } = running();
  vi.advanceTimersByTime(400);
  document.emit(event);
  vi.advanceTimersByTime(5000);
  expect(notes.lines).toEqual([
    { signal: "clipboard_used", active: false, at: T0 },
    { signal: "clipboard_used", active: true, at: T0 + 400 },
    { signal: "clipboard_used", active: false, at: T0 + 1400 },
  ]);
});

it("takes the quiz's from the shell, with the shell's time", () => {
  const { shell, notes } = running();
  shell.event("paste", T0 - 20);
  expect(notes.lines[1]).toEqual({ signal: "clipboard_used", active: true, at: T0 - 20 });
});

it("is one use for what comes together", () => {
  const { document, shell, notes } = running();
  document.emit("copy");
  vi.advanceTimersByTime(900);
  shell.event("paste", Date.now());
  vi.advanceTimersByTime(900);
  document.emit("cut");
  vi.advanceTimersByTime(999);
  expect(notes.levels).toEqual([false, true]);
  vi.advanceTimersByTime(1);
  expect(notes.levels).toEqual([false, true, false]);
});

it("does not take another event of the quiz for one", () => {
  const { shell, notes } = running();
  shell.event("keydown", T0);
  expect(notes.levels).toEqual([false]);
});

it("leaves nothing behind when stopped", () => {
  const { document, shell, notes, sensor } = running();
  document.emit("copy");
  sensor.stop();
  shell.event("paste", T0);
  expect(document.listening).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  expect(notes.levels).toEqual([false, true]);
});
