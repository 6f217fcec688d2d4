// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { speak } from "../../shared/i18n";
import type { PolicyValues } from "../../shared/registry.gen";
import type { PolicyView } from "../../shared/wire.gen";
import { OFF } from "../device/camera";
import { explain } from "../device/problems";
import { attempt, message, notice, rule, withValues } from "../fakes";
import en from "../locales/en.json";
import es from "../locales/es.json";
import { perChannel } from "../media/channels";
import type { Model } from "../model";
import { clear, knownIn, prepare, show, texts } from "./fakes";

/** What each step is shown for; `policy` is completed by the devices that are wanted. */
const STEPS: Record<string, (policy: PolicyView) => Partial<Model>> = {
  opening: () => ({ attempt: null }),
  unreachable: () => ({ attempt: null, link: "offline" }),
  consent: (policy) => ({ attempt: attempt({ state: "created", consented: false, policy }) }),
  check: (policy) => ({ attempt: attempt({ state: "checking_in", policy }) }),
  asking: (policy) => ({ attempt: attempt({ state: "checking_in", policy }), camera: { ...OFF, kind: "asking" } }),
  sentBack: (policy) => ({ attempt: attempt({ state: "checking_in", policy, notice: "Hola" }), camera: { ...OFF, kind: "on" } }),
  refused: (policy) => ({ attempt: attempt({ state: "checking_in", policy }), camera: refused(policy) }),
  waiting: (policy) => ({ attempt: attempt({ state: "waiting", policy }) }),
  automatic: (policy) => ({ attempt: attempt({ state: "waiting", policy: withValues({ admission: "automatic" }, policy) }) }),
  ready: (policy) => ({ attempt: attempt({ state: "admitted", policy }), notices: [notice("admit", "n1", "Hola")] }),
  code_before: (policy) => ({ attempt: attempt({ state: "created", consented: false, by_code: true, policy }) }),
  code_ready: (policy) => ({ attempt: attempt({ state: "admitted", by_code: true, policy }) }),
  code_exam: (policy) => ({ attempt: attempt({ by_code: true, policy }), code: "Ada" }),
  leaving: (policy) => ({ attempt: attempt({ state: "admitted", policy }), leaving: true }),
  exam: (policy) => ({ attempt: attempt({ policy }), chat: [message("Hola", 1)] }),
  watched: (policy) => ({ attempt: attempt({ policy, watching: true }) }),
  warned: (policy) => ({ attempt: attempt({ policy }), notices: [notice("warn", "n1", "Hola"), notice("incident", "n2", "Regla")] }),
  counted: (policy) => ({
    attempt: attempt({ policy, warnings: 2, most_warnings: 3 }),
    notices: [{ ...notice("warn", "n1", "Hola"), warning: 2, most_warnings: 3 }],
  }),
  automatic_steps: (policy) => ({
    attempt: attempt({
      state: "created", consented: false, most_warnings: 3,
      policy: {
        ...withValues({ warn_from: "low", pause_from: "low" }, policy),
        rules: [
          { ...rule("warning_limit", 1), title: "Regla", avoid: "Así se evita." },
          { ...rule("absent_too_long", 1, policy.values.camera), title: "Regla", avoid: "Así se evita." },
        ],
      },
    }),
  }),
  paused: (policy) => ({ attempt: attempt({ policy, state: "paused", notice: "Hola" }) }),
  offline: (policy) => ({ attempt: attempt({ policy, help_open: true }), offlineSince: 5, outgoing: [outgoing(""), outgoing("Hola")] }),
  interrupted: (policy) => ({ attempt: attempt({ policy }), media: perChannel(() => ({ kind: used(policy) ? "reconnecting" : "off", since: 5 })) }),
  lost: (policy) => ({ attempt: attempt({ policy }), camera: { ...OFF, kind: used(policy) ? "lost" : "off" } }),
  off: (policy) => ({ attempt: attempt({ policy }), camera: used(policy) ? refused(policy) : OFF }),
  helped: (policy) => ({ attempt: attempt({ policy, help_open: true }), help: { kind: "question", at: 5 } }),
  terminated: (policy) => ({ attempt: attempt({ policy, state: "terminated", notice: "Hola" }) }),
  unexplained: (policy) => ({ attempt: attempt({ policy, state: "terminated" }) }),
  finished: (policy) => ({ attempt: attempt({ policy, state: "submitted" }) }),
  abandoned: (policy) => ({ attempt: attempt({ policy, state: "abandoned" }) }),
};

/** Words that promise or ask for what is not there. Whatever says that there is none is taken out before. */
const NOT_SAID: Record<string, { en: RegExp; es: RegExp }> = {
  camera: { en: /microphone|sound|hear|listen/i, es: /micrófono|sonido|oye/i },
  microphone: { en: /camera|picture|video|sees? (and hears )?you|looks? at you|looking|in view/i, es: /cámara|imagen|imágenes|vídeo|le ve|mira|a la vista/i },
  none: {
    en: /camera|microphone|picture|video|sound|sees? you|hears? you|looks? at you|looking|listen|in view/i,
    es: /cámara|micrófono|imagen|imágenes|vídeo|sonido|le ve|oye|mira|a la vista/i,
  },
};
const DENIALS = { en: [en.consent.hello_none, en.check.none, en.state.connected_detail], es: [es.consent.hello_none, es.check.none, es.state.connected_detail] };
const NEUTRAL = { en: [en.consent.who, en.problem.system.step1, en.problem.not_allowed_here.step2, en.problem.in_use.step1], es: [es.consent.who, es.problem.system.step1, es.problem.not_allowed_here.step2, es.problem.in_use.step1] };

const used = (policy: PolicyView): boolean => policy.values.camera || policy.values.microphone;
const outgoing = (refusal: string) => ({ client_id: `c${refusal}`, text: "Hola", at: 1, refusal });

function refused(policy: PolicyView): Model["camera"] {
  const here = { secure: true, delegated: true, permission: "denied" as const };
  const error = Object.assign(new Error(), { name: "NotAllowedError" });
  return used(policy) ? { ...OFF, kind: "refused", problem: explain(error, policy.values, here) } : OFF;
}

const DEVICES: [string, Partial<PolicyValues>][] = [
  ["both", {}],
  ["camera", { microphone: false }],
  ["microphone", { camera: false }],
  ["none", { camera: false, microphone: false }],
];

beforeEach(prepare);
afterEach(clear);

describe.each([
  ["en", "en", en],
  ["es", "es-CO", es],
] as const)("in %s", (language, locale, catalogue) => {
  beforeEach(() => speak([locale], ["en", "es"]));

  it("says so to the reader's software", () => {
    expect(document.documentElement.lang).toBe(locale);
  });

  describe.each(DEVICES)("with %s", (devices, changes) => {
    const policy: PolicyView = {
      ...withValues({ ...changes, message: "Traiga su carné.", allowed_resources: ["Calculadora"] }),
      rules: [{ ...rule("tab_hidden", 1), title: "Regla", avoid: "Así se evita." }],
    };

    it.each(Object.keys(STEPS))("takes every word of %s from the catalogue", async (step) => {
      await show(STEPS[step]?.({ ...policy }) ?? {});
      const shown = texts().map((text) => text.replace(/^· /, ""));
      expect(shown.length).toBeGreaterThan(0);
      expect(shown.filter((text) => !knownIn(catalogue)(text))).toEqual([]);
    });

    it.each(["consent", "check", "sentBack", "waiting", "ready"])("speaks of no waiting room in %s where nobody has to let in", async (step) => {
      const alone: PolicyView = withValues({ admission: "automatic" }, policy);
      await show(STEPS[step]?.(alone) ?? {});
      expect(texts().filter((text) => /waiting room|let you in|lets you in|sala de espera|deja(rá)? entrar/i.test(text))).toEqual([]);
    });

    it.each(devices === "both" ? [] : Object.keys(STEPS))("promises nothing untrue in %s", async (step) => {
      await show(STEPS[step]?.({ ...policy }) ?? {});
      const but = [...NEUTRAL[language], ...(devices === "none" ? DENIALS[language] : [])].map((text) => text.replace("{{name}}", "Ada"));
      const claims = texts().filter((text) => !but.includes(text));
      expect(claims.filter((text) => NOT_SAID[devices]?.[language].test(text))).toEqual([]);
    });
  });
});
