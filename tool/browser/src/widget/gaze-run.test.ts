import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type CalibrateBody, TARGETS } from "../shared/wire.gen";
import { runCalibration, TARGET_MS } from "./gaze-run";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function run(tell: (body: CalibrateBody) => Promise<unknown> = () => Promise.resolve()) {
  const told: CalibrateBody[] = [];
  const seen: string[] = [];
  const stop = runCalibration({
    tell: (body) => {
      told.push(body);
      return tell(body);
    },
    onTarget: (target, at) => seen.push(`${String(at)} ${target}`),
    onEnded: () => seen.push("ended"),
    onFailed: (error) => seen.push(String(error)),
  });
  return { told, seen, stop };
}

const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

it("goes through all targets in ten seconds and says when it is over", async () => {
  const { told, seen } = run();
  await wait(TARGETS.length * TARGET_MS - 1);
  expect(seen).toEqual(TARGETS.map((target, at) => `${String(at)} ${target}`));
  await wait(1);
  expect(seen.at(-1)).toBe("ended");
  expect(told).toEqual([...TARGETS.map((target) => ({ target })), { target: null, ended: true }]);
  expect(TARGETS.length * TARGET_MS).toBe(10_000);
});

it("tells that it was broken off, and nothing more", async () => {
  const { told, seen, stop } = run();
  await wait(TARGET_MS);
  stop();
  stop();
  await wait(20_000);
  expect(told.map((body) => body.target)).toEqual(["centre", "top_left", null]);
  expect(told.at(-1)?.ended).toBeUndefined();
  expect(seen).toEqual(["0 centre", "1 top_left"]);
});

it.each([1, 6])("ends at once when the server cannot be told, at message %d", async (nth) => {
  let count = 0;
  const { told, seen } = run(() => (++count === nth ? Promise.reject(new Error("away")) : Promise.resolve()));
  await wait(20_000);
  expect(seen.at(-1)).toBe("Error: away");
  expect(seen.filter((each) => each === "ended")).toEqual([]);
  expect(told.length).toBe(nth);
});
