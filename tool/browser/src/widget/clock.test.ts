import { describe, expect, it } from "vitest";
import { Clock } from "./clock";

describe("Clock", () => {
  it("corrects a computer that is minutes off, both ways", () => {
    const clock = new Clock();
    clock.heard(1300, 1_000_000);
    expect(clock.serverTime(1_002_000)).toBe(1302);
    expect(clock.localTime(1302)).toBe(1002);
  });

  it("takes a small difference for the network's delay", () => {
    const clock = new Clock();
    clock.heard(999.6, 1_000_000);
    expect(clock.serverTime(1_000_000)).toBe(1000);
  });
});
