import { describe, expect, it } from "vitest";
import { rule } from "../fakes";
import { judge, limitsOf, measure } from "./light";

const WIDTH = 20;
const HEIGHT = 20;
const LIMITS = { dark: 40, covered: 12 };

/** A grey picture: `value` tells the grey (0-255) of each pixel. */
function picture(value: (x: number, y: number) => number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(WIDTH * HEIGHT * 4);
  for (let index = 0; index < WIDTH * HEIGHT; index++) {
    rgba.fill(value(index % WIDTH, Math.floor(index / WIDTH)), index * 4, index * 4 + 3);
    rgba[index * 4 + 3] = 255;
  }
  return rgba;
}

const inMiddle = (x: number, y: number): boolean => x >= 6 && x < 14 && y >= 4 && y < 16;
const chequered = (dark: number, bright: number) => (x: number, y: number) => ((x + y) % 2 === 0 ? dark : bright);

describe("measure", () => {
  it("gives mean, deviation, middle and rim of luma", () => {
    const reading = measure(picture(chequered(100, 140)), WIDTH);
    expect(reading.luma).toBeCloseTo(120, 5);
    expect(reading.contrast).toBeCloseTo(20, 5);
    const split = measure(picture((x, y) => (inMiddle(x, y) ? 50 : 200)), WIDTH);
    expect(split.middle).toBeCloseTo(50, 5);
    expect(split.rim).toBeCloseTo(200, 5);
  });

  it("weighs colours as ITU-R BT.601 does", () => {
    const red = new Uint8ClampedArray([255, 0, 0, 255]);
    expect(measure(red, 1).luma).toBeCloseTo(76.245, 3);
  });
});

describe("judge", () => {
  it.each([
    ["good", picture(chequered(80, 160))],
    ["covered", picture(() => 20)],
    ["covered", picture(() => 120)],
    ["dark", picture(chequered(5, 45))],
    ["bright", picture(chequered(200, 255))],
    ["backlit", picture((x, y) => (inMiddle(x, y) ? 40 : 200))],
  ])("calls it %s", (verdict, pixels) => {
    expect(judge(measure(pixels, WIDTH), LIMITS)).toBe(verdict);
  });
});

describe("limitsOf", () => {
  it("takes the exam's own thresholds, and the standard ones where a rule is off", () => {
    expect(limitsOf([rule("too_dark", 55), rule("camera_covered", 20, false)])).toEqual({ dark: 55, covered: 12 });
  });
});
