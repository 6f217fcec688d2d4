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
    ["backlit", picture((x, y) => (inMiddle(x, y) ? 30 : 200))],
  ])("calls it %s", (verdict, pixels) => {
    expect(judge(measure(pixels, WIDTH), LIMITS)).toBe(verdict);
  });
});

/** Somebody before a wall, in luma: `skin` is that of a cheek, `light` what falls on the front (1: enough to see by). */
interface Sitter {
  wall?: number;
  skin: number;
  hair: number;
  cloth: number;
  light?: number;
  covering?: number; // the luma of a cloth around the face
  lower?: number; // how much lower than the middle they sit, of the height
}

/** Draw a sitter, 64 by 48: a face lit from the front has a bright forehead, nose and cheeks, and shade at its edge. Light
 * from behind alone leaves what the room throws back: little, and the same from all sides. */
function sitter({ wall = 225, skin, hair, cloth, light = 1, covering, lower = 0 }: Sitter): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(64 * 48 * 4).fill(255);
  const lit = (luma: number, relief: number): number => 255 * ((luma / 255) ** 2.2 * (light === 1 ? 1 + relief : light) + 0.003) ** (1 / 2.2);
  for (let index = 0; index < 64 * 48; index++) {
    const x = ((index % 64) - 32) / 64;
    const y = Math.floor(index / 64) / 48 - lower;
    const within = (rx: number, ry: number, middle: number): number => (x / rx) ** 2 + ((y - middle) / ry) ** 2;
    const face = within(0.13, 0.21, 0.46);
    const nose = within(0.035, 0.12, 0.44) < 1;
    let luma = wall;
    if (within(0.34, 0.42, 1.0) < 1) luma = lit(cloth, 0.2);
    if (within(0.19, 0.29, 0.42) < 1) luma = lit(covering ?? hair, 0.1);
    if (face < 1) luma = lit(skin, (nose ? 1.2 : 0.5) - 0.9 * face);
    rgba.fill(luma, index * 4, index * 4 + 3);
  }
  return rgba;
}

const LIGHT = { skin: 175, hair: 120, cloth: 140 };
const DARK_SKIN = { skin: 75, hair: 18, cloth: 60 };
const DARKEST = { skin: 58, hair: 12, cloth: 18 };
const BEHIND = 1 / 24; // of the light that the wall gets, four and a half stops less

describe("a face before a white wall", () => {
  it.each([
    ["light skin", LIGHT],
    ["light skin, black hair, black clothes", { ...LIGHT, hair: 12, cloth: 12 }],
    ["dark skin", DARK_SKIN],
    ["very dark skin, black hair, black clothes", DARKEST],
    ["very dark skin, no hair", { ...DARKEST, hair: 58 }],
    ["very dark skin, a black headscarf", { ...DARKEST, covering: 10 }],
    ["light skin, a black headscarf", { ...LIGHT, covering: 10, cloth: 10 }],
    ["black hair where the face is looked for, since they sit low", { ...DARK_SKIN, lower: 0.3 }],
  ])("that is lit from the front is not warned: %s", (_, who) => {
    for (const wall of [190, 225, 250]) expect(judge(measure(sitter({ ...who, wall }), 64), LIMITS)).toBe("good");
  });

  it.each([
    ["light skin", LIGHT],
    ["light skin, black hair", { ...LIGHT, hair: 12 }],
    ["dark skin", DARK_SKIN],
    ["no hair", { ...LIGHT, hair: 175 }],
    ["a headscarf", { ...LIGHT, covering: 90 }],
  ])("that has the light behind it is: %s", (_, who) => {
    expect(judge(measure(sitter({ ...who, light: BEHIND }), 64), LIMITS)).toBe("backlit");
  });
});

describe("limitsOf", () => {
  it("takes the exam's own thresholds, and the standard ones where a rule is off", () => {
    expect(limitsOf([rule("too_dark", 55), rule("camera_covered", 20, false)])).toEqual({ dark: 55, covered: 12 });
  });
});
