/** What happens automatically in this exam, and how many warnings there may be, in the examinee's words. Pure. */
import { reaches } from "../shared/policy-fields";
import type { AttemptView, PolicyView } from "../shared/wire.gen";
import { t } from "./words";

/** Whether reaching the limit of warnings pauses the exam. */
function pausesAtLimit({ values, rules }: PolicyView): boolean {
  const rule = rules.find((each) => each.type === "warning_limit" && each.enabled);
  return rule !== undefined && reaches(values.pause_from, rule.severity);
}

/** Whether the software does more than point things out. */
export function acts({ values }: PolicyView): boolean {
  return values.warn_from !== "never" || values.pause_from !== "never";
}

/** What happens automatically, a sentence each. The last one always holds. */
export function automatic({ policy, most_warnings: most }: Pick<AttemptView, "policy" | "most_warnings">): string[] {
  const { values, rules } = policy;
  const said = [];
  if (values.notice_from !== "never") said.push(t("automatic.notice"));
  if (values.warn_from !== "never") said.push(t("automatic.warn"));
  if (values.pause_from !== "never") said.push(t("automatic.pause"));
  if (most > 0) said.push(t("automatic.limit", { count: most, context: pausesAtLimit(policy) ? "pause" : "look" }));
  if (rules.some((rule) => rule.type === "absent_too_long" && rule.enabled)) {
    said.push(t("automatic.absence", { count: values.absence_minutes }));
  }
  if (values.hold_grades) said.push(t("automatic.hold"));
  return [...said, t("automatic.never")];
}

/** "Warnings: 1 of 3"; "" where there is neither a warning nor a limit. */
export function countLine({ warnings, most_warnings: most }: Pick<AttemptView, "warnings" | "most_warnings">): string {
  if (most > 0 && warnings <= most) return t("warnings.of", { n: warnings, most });
  return warnings > 0 ? t("warnings.so_far", { n: warnings }) : "";
}

/** Under a warning: which one it is, and what happens at the limit; "" where nothing is counted. */
export function warningLine(warning: number, most: number, policy: PolicyView | undefined): string {
  if (warning === 0) return "";
  if (most === 0) return t("warnings.nth", { n: warning });
  const nth = warning > most ? t("warnings.nth", { n: warning }) : t("warnings.nth_of", { n: warning, most });
  const context = policy !== undefined && pausesAtLimit(policy) ? "pause" : "look";
  const then = warning >= most ? t("warnings.reached", { context }) : t("warnings.then", { n: most, context });
  return `${nth} ${then}`;
}
