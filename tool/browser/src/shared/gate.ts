/** What people read of a quiz that Invigil shuts by the LMS's own API: how its access code stands there, or the list of those who may open it. Pure. */
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

const BY_PEOPLE: typeof WORDS = {
  ...WORDS,
  setting: { words: "Being looked at in the LMS", tone: "info" },
  set: { words: "Opens for those who are let in", tone: "good" },
  changed: { words: "Opens without Invigil", tone: "danger" },
};
/** From this share of the places on, it is said how many are left. */
const NEARLY_FULL = 0.9;

/** In a few words. What was tried in vain is not called on its way. */
export function gateWords(gate: GateView): GateWords {
  if (gate.people !== null) return listWords(gate);
  if (gate.trouble === "") return WORDS[gate.state];
  if (gate.state === "setting") return { words: "Access code is not set", tone: "danger" };
  if (gate.state === "lifting") return { words: "Access code is not taken away yet", tone: "warn" };
  return gate.state === "set" ? { words: "Shut, but the LMS does not answer", tone: "warn" } : WORDS[gate.state];
}

function listWords(gate: GateView): GateWords {
  if (gate.trouble === "") return BY_PEOPLE[gate.state];
  if (gate.state === "setting") return { words: "Not shut yet: the LMS needs a step of yours", tone: "danger" };
  if (gate.state === "lifting") return { words: "Somebody is still in the list", tone: "warn" };
  return gate.state === "set" ? { words: "Opens for those who are let in, with trouble", tone: "warn" } : BY_PEOPLE[gate.state];
}

/** How full the list of those who may open the quiz is, once that matters; "" before, and where an access code opens it. */
export function placesLeft({ people, state }: GateView): string {
  if (people === null || state !== "set" || people.inside < people.holds * NEARLY_FULL) return "";
  return `${people.inside} of ${people.holds} places are taken in the list of those who may open the quiz. When all are, whoever is admitted waits until another has finished.`;
}

/** Whether something is on its way, so that looking again soon is worth it. */
export function isOnItsWay(gate: GateView): boolean {
  return gate.state === "setting" || gate.state === "lifting";
}

/** Whether a proctor should know of it: the quiz may open without Invigil, or not open at all. */
export function needsSaying(gate: GateView | null): gate is GateView {
  return gate !== null && gate.state !== "resting" && gate.trouble !== "";
}

/** What whoever watches should know of it; "" while there is nothing. */
export function gateNotice(gate: GateView): string {
  return needsSaying(gate) ? `${gateWords(gate).words}. ${gate.trouble}` : placesLeft(gate);
}
