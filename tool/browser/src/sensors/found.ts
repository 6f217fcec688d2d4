/** All sensors that there are, found by their file names, and which of them an exam needs. */
import { LOOKED_AT_BY } from "../shared/registry.gen";
import type { RuleView } from "../shared/wire.gen";
import type { SensorKind } from "./sensor";

const FOUND = import.meta.glob<SensorKind>("./*.sensor.ts", { eager: true, import: "default" });

export const SENSORS: readonly SensorKind[] = Object.values(FOUND);

/** The sensors that one of these rules looks at: what no rule of the exam asks for is not measured. */
export function neededBy(rules: readonly RuleView[]): SensorKind[] {
  const applied = new Set(rules.filter((rule) => rule.enabled).map((rule) => rule.type));
  return SENSORS.filter(({ signal }) => LOOKED_AT_BY[signal].some((type) => applied.has(type)));
}

/** The DOM events that these sensors want to be told of by the page around the widget. */
export function watchedBy(kinds: readonly SensorKind[]): string[] {
  return [...new Set(kinds.flatMap((kind) => kind.watch ?? []))].sort();
}
