import { expect, it } from "vitest";
import { level } from "./use-level";

const tone = (peak: number) => Float32Array.from({ length: 512 }, (_, n) => peak * Math.sin((2 * Math.PI * n) / 32));

it("is 0 in silence and 1 at full scale", () => {
  expect(level(tone(0))).toBe(0);
  expect(level(new Float32Array(512).fill(1))).toBe(1);
});

it("grows with loudness", () => {
  const levels = [0.001, 0.01, 0.1, 1].map((peak) => level(tone(peak)));
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(new Set(levels).size).toBe(levels.length);
});
