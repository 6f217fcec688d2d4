import { expect, it } from "vitest";
import { backOff, retryAfterMs } from "./whep";

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
