import { expect, it } from "vitest";
import { type BrowserSignal, LOOKED_AT_BY } from "../shared/registry.gen";
import { rule } from "../widget/fakes";
import { fakeSurroundings } from "./fakes";
import { neededBy, SENSORS, watchedBy } from "./found";

const SIGNALS = Object.keys(LOOKED_AT_BY) as BrowserSignal[];

it("finds one sensor for every signal of the registry, and no other", () => {
  expect(SENSORS.map((kind) => kind.signal).sort()).toEqual([...SIGNALS].sort());
});

it.each(SENSORS.map((kind) => [kind.signal, kind] as const))("makes the sensor of %s, which tells of that signal", (signal, kind) => {
  expect(kind.make(fakeSurroundings()).signal).toBe(signal);
});

it("measures only what a rule of the exam looks at", () => {
  const rules = [rule("tab_hidden", 1), rule("clipboard_used", 1, false), rule("face_missing", 1), rule("of_a_newer_server", 1)];
  expect(neededBy(rules).map((kind) => kind.signal)).toEqual(["tab_hidden"]);
});

it("asks the page around it only for what those sensors want", () => {
  expect(watchedBy(neededBy([rule("clipboard_used", 1)]))).toEqual(["copy", "cut", "paste"]);
  expect(watchedBy(neededBy([rule("tab_hidden", 1)]))).toEqual([]);
});
