/** Rules that a teacher has changed one by one, always told as what differs from "standard". Pure. */
import { FIELDS, LONGEST_DEBOUNCE_S, type PolicyValues, SEVERITIES, WHEN } from "../shared/registry.gen";
import { duration } from "../shared/format";
import { reaches } from "../shared/policy-fields";
import type { RuleView } from "../shared/wire.gen";

export type Severity = (typeof SEVERITIES)[number];

/** What differs from standard about one rule; what is not there stays as standard has it. A time that is being typed may be
 * none yet (NaN). */
export interface Change {
  enabled?: boolean;
  debounce_s?: number;
  severity?: Severity;
}

export type Changes = Readonly<Record<string, Change>>;

/** The changes that make the rules of `base` what `rules` are. */
export function changesBetween(base: readonly RuleView[], rules: readonly RuleView[]): Changes {
  const found: Record<string, Change> = {};
  for (const rule of base) {
    const other = rules.find(({ type }) => type === rule.type);
    if (other === undefined) continue;
    const change = beyond(rule, { enabled: other.on, debounce_s: other.debounce_s, severity: severityOf(other) });
    if (change !== null) found[rule.type] = change;
  }
  return found;
}

/** The rules of `base` with the changes. */
export function changed(base: readonly RuleView[], changes: Changes): RuleView[] {
  return base.map((rule) => {
    const change = changes[rule.type];
    if (change === undefined) return rule;
    const { enabled = rule.on, debounce_s = rule.debounce_s, severity = rule.severity } = change;
    return { ...rule, on: enabled, debounce_s, severity };
  });
}

/** The changes with one more; what comes to the same as standard is dropped. */
export function withChange(changes: Changes, rule: RuleView, more: Change): Changes {
  const merged = beyond(rule, { ...changes[rule.type], ...more });
  return merged === null ? withoutChange(changes, rule.type) : { ...changes, [rule.type]: merged };
}

/** The changes without those of one rule. */
export function withoutChange(changes: Changes, type: string): Changes {
  return Object.fromEntries(Object.entries(changes).filter(([name]) => name !== type));
}

/** What of a change is not what the rule says anyway; null if nothing is. */
function beyond(rule: RuleView, change: Change): Change | null {
  const kept: Change = {};
  if (change.enabled !== undefined && change.enabled !== rule.on) kept.enabled = change.enabled;
  if (change.debounce_s !== undefined && change.debounce_s !== rule.debounce_s) kept.debounce_s = change.debounce_s;
  if (change.severity !== undefined && change.severity !== rule.severity) kept.severity = change.severity;
  return Object.keys(kept).length === 0 ? null : kept;
}

/** A rule's severity as one that can be chosen; "low" for one that only a newer server knows. */
export function severityOf(rule: RuleView): Severity {
  return SEVERITIES.find((severity) => severity === rule.severity) ?? "low";
}

/** The labels of the fields that a rule needs and that are off, so that the rule does not apply. */
export function missing(rule: RuleView, values: PolicyValues): string[] {
  const off = (name: string): boolean => !Object.entries(values).some(([field, value]) => field === name && Boolean(value));
  return rule.requires.filter(off).map((name) => FIELDS.find((field) => field.name === name)?.label ?? name);
}

/** Whether a rule would be applied to an exam with these values: it is on, and what it needs is on, too. */
export function applies(rule: RuleView, values: PolicyValues): boolean {
  return rule.on && missing(rule, values).length === 0;
}

/** What is wrong with a rule's time; "" if nothing is. */
export function timeProblem(rule: RuleView): string {
  const fits = rule.debounce_s >= 0 && rule.debounce_s <= LONGEST_DEBOUNCE_S;
  return fits ? "" : `Give a time of 0 to ${LONGEST_DEBOUNCE_S} seconds.`;
}

/** What the rule does, in one sentence. */
export function meaning(rule: RuleView, values: PolicyValues): string {
  if (!rule.on) return "Not reported.";
  const off = missing(rule, values);
  if (off.length > 0) return `Not reported: it needs “${off.join("” and “")}”, which is off in this exam.`;
  if (timeProblem(rule) !== "") return "Not complete: give a time that can be.";
  const steps = [values.notice_from, values.warn_from, values.pause_from];
  const tells = rule.tell_examinee && steps.some((since) => reaches(since, rule.severity));
  const told = tells ? "the examinee is told at once" : "the examinee is not told";
  const what = whenOf(rule);
  if (rule.debounce_s === 0) return `Reported as soon as ${what}; ${told}.`;
  return `Reported when ${what} for ${duration(rule.debounce_s)}; ${told}.`;
}

/** How long a rule waits, as people read it. */
export function wait(rule: RuleView): string {
  return rule.debounce_s === 0 ? "at once" : duration(rule.debounce_s);
}

/** The numbers of a rule, to be compared with: "on, 5 s, medium". */
export function numbers(rule: RuleView): string {
  return `${rule.on ? "on" : "off"}, ${wait(rule)}, ${rule.severity}`;
}

function whenOf(rule: RuleView): string {
  const known: Record<string, string | undefined> = WHEN;
  return known[rule.type] ?? `“${rule.title}” holds`;
}
