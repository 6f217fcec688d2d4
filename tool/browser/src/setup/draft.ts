/** The form while it is edited: what it starts from, what a preset sets, what is wrong with it. Pure. */
import { problem, tooLong } from "../shared/policy-fields";
import { FIELDS, type PolicyValues, TITLE_LIMIT } from "../shared/registry.gen";
import type { ExamBody, ExamView, RuleView } from "../shared/wire.gen";
import { changed, type Changes, changesBetween, timeProblem } from "./custom";

export type PresetName = ExamBody["preset"];
/** The presets with numbers of their own; "custom" is standard with changed rules. */
export const NAMED: readonly PresetName[] = ["low", "standard", "high"];
export const CUSTOM: PresetName = "custom";

/** The form. `rules` are what differs from standard; they count while the preset is "custom", and are kept while another
 * one is looked at. */
export interface Draft {
  title: string;
  preset: PresetName;
  values: PolicyValues;
  rules: Changes;
}

/** The form for an exam as it is stored. */
export function draftOf(exam: ExamView): Draft {
  const { policy } = exam;
  const preset = [...NAMED, CUSTOM].find((name) => name === policy.preset) ?? "standard";
  const rules = preset === CUSTOM ? changesBetween(standardRules(exam), policy.rules) : {};
  return { title: exam.title, preset, values: policy.values, rules };
}

/** What is sent to be stored: of the fields those that this page may change, and rules only where they count. */
export function bodyOf(draft: Draft): ExamBody {
  const values = Object.fromEntries(FIELDS.filter((field) => field.set_up).map(({ name }) => [name, draft.values[name]]));
  return { title: draft.title.trim(), preset: draft.preset, values, rules: draft.preset === CUSTOM ? sorted(draft.rules) : {} };
}

export function isChanged(draft: Draft, exam: ExamView): boolean {
  return exam.policy.preset !== draft.preset || JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(exam)));
}

/** The rules as they would hold if the draft were saved with this preset; those that do not apply are there, too. */
export function rulesOf(draft: Draft, exam: ExamView, preset: PresetName = draft.preset): RuleView[] {
  if (preset === CUSTOM) return changed(standardRules(exam), draft.rules);
  return exam.presets[preset]?.rules ?? [];
}

/** The draft with a preset chosen. What the presets disagree on comes along, and can be changed after; the rest stays. The
 * first time "custom" is chosen, its rules are those that were chosen before. */
export function withPreset(draft: Draft, preset: PresetName, exam: ExamView): Draft {
  if (preset === CUSTOM) {
    const known = Object.keys(draft.rules).length > 0;
    return { ...draft, preset, rules: known ? draft.rules : changesBetween(standardRules(exam), rulesOf(draft, exam)) };
  }
  const policy = exam.presets[preset];
  if (policy === undefined) return { ...draft, preset };
  const brought = Object.fromEntries(presetFields(exam).map(({ name }) => [name, policy.values[name]]));
  return { ...draft, preset, values: { ...draft.values, ...brought } };
}

/** The fields that the presets disagree on. */
export function presetFields(exam: ExamView): (typeof FIELDS)[number][] {
  const told = (name: PresetName, field: keyof PolicyValues): string => JSON.stringify(exam.presets[name]?.values[field]);
  const present = NAMED.filter((name) => name in exam.presets);
  return FIELDS.filter((field) => new Set(present.map((name) => told(name, field.name))).size > 1);
}

/** The draft with one field's value. */
export function withValue<Name extends keyof PolicyValues>(draft: Draft, name: Name, value: PolicyValues[Name]): Draft {
  return { ...draft, values: { ...draft.values, [name]: value } };
}

/** What keeps the draft from being saved: words by field, "title" and type of rule. */
export function problems(draft: Draft, exam: ExamView): Record<string, string> {
  const title = draft.title.trim();
  const found: [string, string][] = [
    ["title", title === "" ? "Give the exam a name that examinees recognise." : tooLong(title, TITLE_LIMIT)],
    ...FIELDS.filter((field) => field.set_up).map((field): [string, string] => [field.name, problem(field, draft.values)]),
  ];
  if (draft.preset === CUSTOM) found.push(...rulesOf(draft, exam).map((rule): [string, string] => [rule.type, timeProblem(rule)]));
  return Object.fromEntries(found.filter(([, words]) => words !== ""));
}

/** What the form holds under the name that the server gives a refused part, to know when it was changed since. */
export function partOf(draft: Draft, name: string): string {
  const values: Readonly<Record<string, unknown>> = { ...draft.values };
  return JSON.stringify(name === "title" ? draft.title : (values[name] ?? draft.rules[name] ?? null));
}

function standardRules(exam: ExamView): readonly RuleView[] {
  return exam.presets.standard?.rules ?? [];
}

/** In one order, so that two drafts that come to the same are the same. */
function sorted(changes: Changes): Changes {
  const ordered = ({ enabled, debounce_s, severity }: Changes[string]): Changes[string] => ({
    ...(enabled === undefined ? {} : { enabled }),
    ...(debounce_s === undefined ? {} : { debounce_s }),
    ...(severity === undefined ? {} : { severity }),
  });
  return Object.fromEntries(
    Object.entries(changes)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([type, change]) => [type, ordered(change)]),
  );
}
