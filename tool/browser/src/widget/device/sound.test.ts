import { describe, expect, it } from "vitest";
import { HEARD, loudness } from "./sound";

describe("loudness", () => {
  it("runs from silence to full scale on a decibel scale", () => {
    expect(loudness(new Float32Array(64))).toBe(0);
    expect(loudness(new Float32Array(64).fill(1))).toBe(1);
    expect(loudness(new Float32Array(64).fill(0.0316))).toBeCloseTo(0.5, 2); // -30 dB
  });

  it("tells speech from a quiet room", () => {
    expect(loudness(new Float32Array(64).fill(0.001))).toBeLessThan(HEARD);
    expect(loudness(new Float32Array(64).fill(0.05))).toBeGreaterThan(HEARD);
  });
});
