import { expect, it } from "vitest";
import { gateWords, isOnItsWay, needsSaying } from "./gate";
import type { GateView } from "./wire.gen";

function aGate(state: GateView["state"], trouble = ""): GateView {
  return { state, trouble, quiz_title: "Midterm", quiz_url: "", seen_at: null, tries: 0 };
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
