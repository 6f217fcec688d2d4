import { expect, it } from "vitest";
import { gateNotice, gateWords, isOnItsWay, needsSaying, placesLeft } from "./gate";
import type { GateView } from "./wire.gen";

function aGate(state: GateView["state"], trouble = ""): GateView {
  return { state, trouble, quiz_title: "Midterm", quiz_url: "", seen_at: null, tries: 0, people: null };
}

it("calls nothing set that is not", () => {
  expect(gateWords(aGate("setting"))).toEqual({ words: "Access code is being set", tone: "info" });
  expect(gateWords(aGate("setting", "500"))).toEqual({ words: "Access code is not set", tone: "danger" });
  expect(gateWords(aGate("set"))).toEqual({ words: "Shut with an access code", tone: "good" });
  expect(gateWords(aGate("set", "No answer."))).toEqual({ words: "Shut, but the LMS does not answer", tone: "warn" });
  expect(gateWords(aGate("changed", "By hand.")).tone).toBe("danger");
  expect(gateWords(aGate("lifting", "500")).words).toBe("Access code is not taken away yet");
});

it("looks again soon only while something is on its way", () => {
  expect((["resting", "setting", "set", "lifting", "changed", "gone"] as const).filter((state) => isOnItsWay(aGate(state)))).toEqual([
    "setting",
    "lifting",
  ]);
});

it("tells proctors of trouble, and of nothing else", () => {
  expect([null, aGate("resting"), aGate("setting"), aGate("set")].some(needsSaying)).toBe(false);
  expect([aGate("setting", "x"), aGate("set", "x"), aGate("changed", "x"), aGate("gone", "x")].every(needsSaying)).toBe(true);
});

const listed = (state: GateView["state"], inside: number, trouble = ""): GateView => ({ ...aGate(state, trouble), people: { inside, holds: 100 } });

it("says of a list of people what is so, and nothing of a code", () => {
  const states = ["resting", "setting", "set", "lifting", "changed", "gone"] as const;
  for (const state of states) for (const trouble of ["", "x"]) expect(gateWords(listed(state, 1, trouble)).words).not.toMatch(/code/i);
  expect(gateWords(listed("set", 1)).tone).toBe("good");
  expect(gateWords(listed("setting", 0, "Make it.")).tone).toBe("danger");
  expect(gateWords(listed("changed", 0, "Gone.")).words).toBe("Opens without Invigil");
});

it("says how many places are left before none is", () => {
  expect([placesLeft(listed("set", 89)), placesLeft(aGate("set")), placesLeft(listed("lifting", 99))]).toEqual(["", "", ""]);
  expect(placesLeft(listed("set", 96))).toMatch(/^96 of 100 places are taken/);
  expect(gateNotice(listed("set", 96))).toBe(placesLeft(listed("set", 96)));
  expect(gateNotice(listed("set", 100, "All taken."))).toBe("Opens for those who are let in, with trouble. All taken.");
  expect(gateNotice(listed("set", 5))).toBe("");
});
