/** What people read of a quiz that Invigil shuts by the LMS's own API: how its access code stands there. Pure. */
import type { Tone } from "./ui/badge";
import type { GateView } from "./wire.gen";

export interface GateWords {
  words: string;
  tone: Tone;
}

const WORDS: Record<GateView["state"], GateWords> = {
  resting: { words: "Set-up not saved yet", tone: "quiet" },
  setting: { words: "Access code is being set", tone: "info" },
  set: { words: "Shut with an access code", tone: "good" },
  lifting: { words: "Proctoring is being stopped", tone: "info" },
  changed: { words: "Access code changed in the LMS", tone: "danger" },
  gone: { words: "Not in the LMS any more", tone: "danger" },
};

/** In a few words. What was tried in vain is not called on its way. */
export function gateWords(gate: GateView): GateWords {
  if (gate.trouble === "") return WORDS[gate.state];
  if (gate.state === "setting") return { words: "Access code is not set", tone: "danger" };
  if (gate.state === "lifting") return { words: "Access code is not taken away yet", tone: "warn" };
  return gate.state === "set" ? { words: "Shut, but the LMS does not answer", tone: "warn" } : WORDS[gate.state];
}

/** Whether something is on its way, so that looking again soon is worth it. */
export function isOnItsWay(gate: GateView): boolean {
  return gate.state === "setting" || gate.state === "lifting";
}

/** Whether a proctor should know of it: the quiz may open without Invigil, or not open at all. */
export function needsSaying(gate: GateView | null): gate is GateView {
  return gate !== null && gate.state !== "resting" && gate.trouble !== "";
}
