// @vitest-environment jsdom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SoundBoard, UNKNOWN_AFTER_MS } from "./sound-board";
import { SoundMeter } from "./sound-meter";

let board: SoundBoard;
let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  board = new SoundBoard();
  root = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  void act(() => render(null, root));
  root.remove();
  board.close();
  vi.useRealTimers();
});

async function shown(attemptId = "a1"): Promise<HTMLElement> {
  await act(() => render(<SoundMeter attemptId={attemptId} name="Ada" sounds={board} />, root));
  return root.querySelector<HTMLElement>("[role=meter]") as HTMLElement;
}

it("is hidden until somebody has listened", async () => {
  const meter = await shown();
  expect(meter.hidden).toBe(true);
  board.hear({ attemptId: "other", loudness: 50 });
  expect(meter.hidden).toBe(true);
});

it.each([
  [-5, "0", "quiet"],
  [0, "0", "quiet"],
  [30, "1", "faint sound"],
  [50, "2", "some sound"],
  [75, "3", "clear sound"],
  [500, "4", "loud"],
])("shows %i as step %s and says it in words", async (loudness, step, words) => {
  const meter = await shown();
  board.hear({ attemptId: "a1", loudness });
  expect(meter.hidden).toBe(false);
  expect(meter.dataset["step"]).toBe(step);
  expect(meter.getAttribute("aria-valuenow")).toBe(step);
  expect(meter.getAttribute("aria-valuetext")).toBe(words);
  expect(meter.getAttribute("aria-label")).toBe("Sound of Ada");
});

it("knows at once what was heard before it was there, and keeps it when its tile is drawn anew", async () => {
  board.hear({ attemptId: "a1", loudness: 100 });
  expect((await shown()).dataset["step"]).toBe("4");
  const again = await shown();
  expect([again.hidden, again.dataset["step"]]).toEqual([false, "4"]);
});

it("says nothing any more when nothing has come for a while: unknown is not quiet", async () => {
  const meter = await shown();
  board.hear({ attemptId: "a1", loudness: 80 });
  vi.advanceTimersByTime(UNKNOWN_AFTER_MS - 1000);
  expect(meter.hidden).toBe(false);
  vi.advanceTimersByTime(2000);
  expect(meter.hidden).toBe(true);
});
