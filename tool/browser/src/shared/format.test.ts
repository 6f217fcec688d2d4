import { describe, expect, it } from "vitest";
import { ago, counted, duration, isCounted, measure, plain, sentence, stopwatch, strictness } from "./format";

describe("duration", () => {
  it.each([
    [0, "0 s"],
    [-3, "0 s"],
    [6.24, "6.2 s"],
    [9.96, "10 s"],
    [47.6, "48 s"],
    [60, "1 min"],
    [192, "3 min 12 s"],
    [3599.6, "1 h"],
    [3840, "1 h 4 min"],
  ])("%f s reads %s", (seconds, words) => {
    expect(duration(seconds)).toBe(words);
  });
});

describe("ago", () => {
  it.each([
    [100, 98, "now"],
    [100, 104, "now"],
    [100, 112, "12 s ago"],
    [100, 340, "4 min ago"],
    [100, 7400, "2 h ago"],
  ])("%d seen at %d", (at, now, words) => {
    expect(ago(at, now)).toBe(words);
  });
});

describe("measure", () => {
  it("writes one of a kind in the singular", () => {
    expect(measure(1, "faces")).toBe("1 face");
    expect(measure(0, "faces")).toBe("0 faces");
    expect(measure(11.46, "grey levels")).toBe("11.5 grey levels");
  });

  it("knows which units count something", () => {
    expect(isCounted("faces")).toBe(true);
    expect(isCounted("hidden")).toBe(false);
  });
});

it("runs a stopwatch", () => {
  expect(stopwatch(7.9)).toBe("0:07");
  expect(stopwatch(760)).toBe("12:40");
  expect(stopwatch(3729)).toBe("1:02:09");
});

it("names presets", () => {
  expect(strictness("high")).toBe("High strictness");
  expect(strictness("custom")).toBe("Own rules");
});

it("counts in words", () => {
  expect(counted(1, "incident")).toBe("1 incident");
  expect(counted(0, "incident")).toBe("0 incidents");
  expect(sentence(plain("checking_in"))).toBe("Checking in");
});
